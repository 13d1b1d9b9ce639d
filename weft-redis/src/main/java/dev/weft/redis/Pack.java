package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Writes values in the MessagePack form that scripts decode with `cmsgpack`. What is 64 bits of
/// randomness travels as a string of 8 bytes, since a script's numbers have 53.
///
/// Not safe for several threads.
final class Pack {
    private static final int FALSE = 0xc2;
    private static final int TRUE = 0xc3;

    private byte[] bytes = new byte[256];
    private int size;

    /// Begins an array; its elements follow.
    Pack array(int elements) {
        if (elements < 16) {
            return one(0x90 | elements);
        }
        return elements < 1 << 16 ? one(0xdc).big(elements, 2) : one(0xdd).big(elements, 4);
    }

    Pack number(long value) {
        if (value >= 0) {
            return positive(value);
        }
        return value >= -32 ? one((int) value) : one(0xd3).big(value, 8);
    }

    private Pack positive(long value) {
        if (value < 1 << 7) {
            return one((int) value);
        }
        if (value < 1 << 8) {
            return one(0xcc).big(value, 1);
        }
        if (value < 1 << 16) {
            return one(0xcd).big(value, 2);
        }
        return value < 1L << 32 ? one(0xce).big(value, 4) : one(0xcf).big(value, 8);
    }

    Pack flag(boolean value) {
        return one(value ? TRUE : FALSE);
    }

    Pack string(byte[] value) {
        length(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    Pack text(String value) {
        return string(value.getBytes(UTF_8));
    }

    Pack texts(List<String> values) {
        array(values.size());
        values.forEach(this::text);
        return this;
    }

    /// 64 bits, as a string of 8 bytes.
    Pack bits(long value) {
        return one(0xa8).little(value);
    }

    /// A duration to the nanosecond, in two numbers.
    Pack duration(Duration value) {
        return number(value.getSeconds()).number(value.getNano());
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private Pack one(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    private Pack length(int length) {
        if (length < 32) {
            return one(0xa0 | length);
        }
        return length < 1 << 16 ? one(0xda).big(length, 2) : one(0xdb).big(length, 4);
    }

    private Pack little(long value) {
        room(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private Pack big(long value, int width) {
        room(width);
        for (int i = width - 1; i >= 0; i--) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
