package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Growing bytes, into which numbers go with seven bits a byte, the lowest first. Not safe for
/// several threads.
final class SliceOutput {
    private byte[] bytes = new byte[256];
    private int size;
    private long entries;

    void number(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            one(rest | 0x80);
            rest >>>= 7;
        }
        one(rest);
    }

    /// Small numbers of either sign take few bytes.
    void signed(int value) {
        number((value << 1) ^ (value >> 31));
    }

    void longNumber(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            one((int) rest | 0x80);
            rest >>>= 7;
        }
        one((int) rest);
    }

    /// Turned around, since simple fractions have their last bits zero.
    void fraction(double value) {
        longNumber(Long.reverse(Double.doubleToLongBits(value)));
    }

    /// Bytes as they are.
    void bytes(byte[] some) {
        for (byte each : some) {
            one(each);
        }
    }

    /// Counts what the reader will expand; it does the same at the same places, so that what is
    /// written can be read.
    void count(int expanded) {
        entries += expanded;
        require(
                entries <= SliceFormat.MAX_ENTRIES,
                "a slice must have at most %d entries (two a task, one an edge or constant), was"
                        + " more; encode the tasks as several slices",
                SliceFormat.MAX_ENTRIES);
    }

    int size() {
        return size;
    }

    /// The bytes so far.
    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /// The bytes with their check sum. The output is not used afterwards.
    byte[] finish() {
        byte[] all = Arrays.copyOf(bytes, size + Integer.BYTES);
        CRC32C sum = new CRC32C();
        sum.update(all, 0, size);
        ByteBuffer.wrap(all).putInt(size, (int) sum.getValue());
        return all;
    }

    private void one(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) value;
    }
}
