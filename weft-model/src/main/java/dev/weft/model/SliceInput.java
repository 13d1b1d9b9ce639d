package dev.weft.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads what [SliceOutput] wrote, and trusts nothing: whatever is about to be expanded into memory
/// is taken from an allowance first, so that few bytes cannot claim much. Not safe for several
/// threads.
final class SliceInput {
    private final byte[] bytes;
    private final int end;
    private final String form;
    private long allowance;
    private int at;

    /// @param form what the bytes are, for messages
    SliceInput(byte[] bytes, long allowance, String form) {
        this.bytes = bytes;
        this.allowance = allowance;
        this.form = form;
        this.end = bytes.length - Integer.BYTES;
        check(end >= 1, "%s must have at least 5 bytes, was %s", form, bytes.length);
    }

    void requireCheckSum() {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, end);
        int expected = ByteBuffer.wrap(bytes).getInt(end);
        check(
                (int) sum.getValue() == expected,
                "%s must have check sum %s as it says at its end, was truncated or altered",
                form,
                Integer.toHexString(expected));
    }

    int number() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = one();
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                check(shift < 28 || next < 16, "number at byte %s must have 32 bits, was more", at);
                return value;
            }
        }
        throw bad("number at byte %s must have 32 bits, was more", at);
    }

    int signed() {
        int value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    long longNumber() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = one();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                check(shift < 63 || next < 2, "number at byte %s must have 64 bits, was more", at);
                return value;
            }
        }
        throw bad("number at byte %s must have 64 bits, was more", at);
    }

    double fraction() {
        return Double.longBitsToDouble(Long.reverse(longNumber()));
    }

    /// So many bytes as they are.
    byte[] bytes(int count) {
        check(count <= end - at, "%s must have %s bytes more, was truncated", form, count);
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    /// A number of things of which each takes at least a byte of its own.
    int countOf(String what) {
        int count = number();
        check(
                count >= 0 && count <= end - at,
                "number of %s must be in 0..%s, since no more bytes follow, was %s",
                what,
                end - at,
                Integer.toUnsignedString(count));
        return count;
    }

    /// Asks whether so many entries may be expanded.
    ///
    /// @return the same number
    int take(long expanded, String what) {
        check(
                expanded >= 0 && expanded <= allowance,
                "%s of a %s must not exceed its limit (%s entries are left), was %s",
                what,
                form,
                allowance,
                expanded);
        allowance -= expanded;
        return (int) expanded;
    }

    /// Where it goes on.
    int at() {
        return at;
    }

    void requireEnd() {
        check(at == end, "%s must end at byte %s, went on to %s", form, at, end);
    }

    static void check(boolean condition, String message, @Nullable Object... found) {
        if (!condition) {
            throw bad(message, found);
        }
    }

    /// Like the above for checks made very often: boxes nothing while all is well.
    static void check(boolean condition, String message, int found) {
        if (!condition) {
            throw bad(message, found);
        }
    }

    /// Like the above for two numbers.
    static void check(boolean condition, String message, int first, int second) {
        if (!condition) {
            throw bad(message, first, second);
        }
    }

    static SliceFormatException bad(String message, @Nullable Object... found) {
        return new SliceFormatException(message.formatted(found));
    }

    private int one() {
        if (at >= end) {
            throw bad("%s must go on at byte %s, was truncated", form, at);
        }
        return bytes[at++] & 0xFF;
    }
}
