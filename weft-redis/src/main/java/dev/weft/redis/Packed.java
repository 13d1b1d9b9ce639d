package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Writes what a script reads with `struct`, little-endian: steps that are taken for every task.
///
/// Not safe for several threads.
final class Packed {
    private byte[] bytes = new byte[256];
    private int size;

    Packed number(long value, int width) {
        room(width);
        for (int i = 0; i < width; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    Packed int8(int value) {
        return number(value, Byte.BYTES);
    }

    Packed int32(int value) {
        return number(value, Integer.BYTES);
    }

    Packed int64(long value) {
        return number(value, Long.BYTES);
    }

    Packed int32s(int[] values) {
        for (int value : values) {
            int32(value);
        }
        return this;
    }

    /// Bytes without their length.
    Packed raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /// A text after the length of its bytes.
    Packed text(String value) {
        byte[] utf8 = value.getBytes(UTF_8);
        return int32(utf8.length).raw(utf8);
    }

    /// What follows in another one.
    Packed raw(Packed other) {
        room(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
