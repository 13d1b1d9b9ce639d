package dev.weft.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads what [InvocationOutput] wrote, and trusts nothing: a length is checked against the bytes that
/// follow before anything is allocated for it. Not safe for several threads.
final class InvocationInput {
    private final byte[] bytes;
    private final int end;
    private int at;

    InvocationInput(byte[] bytes) {
        this.bytes = bytes;
        this.end = Math.max(0, bytes.length - Integer.BYTES);
    }

    int fourBytes() {
        need(Integer.BYTES);
        at += Integer.BYTES;
        return ByteBuffer.wrap(bytes).getInt(at - Integer.BYTES);
    }

    long eightBytes() {
        need(Long.BYTES);
        at += Long.BYTES;
        return ByteBuffer.wrap(bytes).getLong(at - Long.BYTES);
    }

    int one() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = one();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                check(shift < 63 || next < 2, "number at byte %d must have 64 bits, was more", at);
                return value;
            }
        }
        throw bad("number at byte %d must have 64 bits, was more", at);
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /// A number that is not negative and not above a limit.
    int upTo(int most, String what) {
        long value = number();
        check(
                value >= 0 && value <= most,
                "%s must be in 0..%d, was %s",
                what,
                most,
                Long.toUnsignedString(value));
        return (int) value;
    }

    Duration duration(String what) {
        long seconds = signed();
        return Duration.ofSeconds(seconds, upTo(999_999_999, "nanoseconds of " + what));
    }

    String text(int maxBytes, String what) {
        int length = upTo(Math.min(maxBytes, end - at), "bytes of " + what);
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, at, length))
                            .toString();
            at += length;
            return text;
        } catch (CharacterCodingException e) {
            throw new InvocationFormatException(what + " must be UTF-8", e);
        }
    }

    byte[] block(String what) {
        int length = upTo(end - at, "bytes of " + what);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /// Bytes before the check sum that were not read.
    int left() {
        return end - at;
    }

    void requireCheckSum() {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, end);
        int expected = ByteBuffer.wrap(bytes).getInt(end);
        check(
                (int) sum.getValue() == expected,
                "invocation must have check sum %08x as it says at its end, was altered",
                expected);
    }

    private void need(int count) {
        check(count <= end - at, "invocation must go on at byte %d, was truncated", at);
    }

    static void check(boolean condition, String message, @Nullable Object... found) {
        if (!condition) {
            throw bad(message, found);
        }
    }

    private static InvocationFormatException bad(String message, @Nullable Object... found) {
        return new InvocationFormatException(message.formatted(found));
    }
}
