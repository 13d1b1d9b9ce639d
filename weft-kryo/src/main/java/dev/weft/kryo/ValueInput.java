package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import java.math.BigInteger;

/// Reads what [ValueOutput] wrote and believes no length: a string or an array of primitives must
/// fit the bytes that are left, and all elements of all collections together must not be more than
/// there are bytes, since each takes at least one. So memory is linear in the input.
final class ValueInput extends Input {
    private int elementsLeft;

    void open(byte[] bytes, int from) {
        setBuffer(bytes, from, bytes.length - from);
        elementsLeft = bytes.length - from;
    }

    void clear() {
        setBuffer(new byte[0]);
    }

    /// Reads the number of elements of a collection and takes it from what may still come.
    int readElements() {
        int elements = readVarInt(true);
        if (elements < 0 || elements > elementsLeft) {
            throw new IllegalArgumentException(
                    "%d elements do not fit the bytes".formatted(Integer.toUnsignedLong(elements)));
        }
        elementsLeft -= elements;
        return elements;
    }

    @Override
    public String readString() {
        long head = readVarLong(true);
        int length = fitting(head >>> 2, 1);
        String text = Text.of((int) head & 3, buffer, position, length);
        position += length;
        return text;
    }

    byte[] readSizedBytes() {
        byte[] bytes = new byte[fitting(readVarInt(true), 1)];
        System.arraycopy(buffer, position, bytes, 0, bytes.length);
        position += bytes.length;
        return bytes;
    }

    BigInteger readInteger() {
        return new BigInteger(readSizedBytes());
    }

    /// @param width of an element in bytes
    /// @return the number of elements that follow
    int readPrimitives(int width) {
        return fitting(readVarInt(true), width);
    }

    Object fill(Object array, int size) {
        PrimitiveArrays.take(array, buffer, position);
        position += size;
        return array;
    }

    private int fitting(long length, int width) {
        if (length < 0 || length > (limit - position) / width) {
            throw new IllegalArgumentException("a length of %d is too long".formatted(length));
        }
        return (int) length;
    }
}
