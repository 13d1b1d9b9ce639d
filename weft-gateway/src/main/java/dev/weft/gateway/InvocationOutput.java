package dev.weft.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Growing bytes, into which numbers go with seven bits a byte, the lowest first. Not safe for several
/// threads.
final class InvocationOutput {
    private byte[] bytes;
    private int size;

    InvocationOutput(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    void one(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void fourBytes(int value) {
        room(Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(size, value);
        size += Integer.BYTES;
    }

    void eightBytes(long value) {
        room(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(size, value);
        size += Long.BYTES;
    }

    void number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            one((int) rest | 0x80);
            rest >>>= 7;
        }
        one((int) rest);
    }

    /// Small numbers of either sign take few bytes.
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void duration(Duration value) {
        signed(value.getSeconds());
        number(value.getNano());
    }

    void text(String value) {
        block(value.getBytes(StandardCharsets.UTF_8));
    }

    void block(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /// The bytes with their length in its place and their check sum at the end. The output is not used
    /// afterwards.
    byte[] finish(int placeOfLength) {
        byte[] all = Arrays.copyOf(bytes, size + Integer.BYTES);
        ByteBuffer view = ByteBuffer.wrap(all).putInt(placeOfLength, all.length);
        CRC32C sum = new CRC32C();
        sum.update(all, 0, size);
        view.putInt(size, (int) sum.getValue());
        return all;
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.addExact(Math.max(size, more), size));
        }
    }
}
