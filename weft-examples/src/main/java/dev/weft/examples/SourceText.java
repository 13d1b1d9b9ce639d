package dev.weft.examples;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What can be said of a file before it is read as Java: whether it is text, and how many lines it
/// has. Eight bytes at a time, for this sees every byte.
final class SourceText {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private SourceText() {}

    /// @return number of lines; -1 if the bytes are no text: they hold a NUL, or are not UTF-8
    static long lines(byte[] bytes, int length) {
        long allBits = 0;
        long zeros = 0;
        long feeds = 0;
        long returns = 0;
        int i = 0;
        for (; i <= length - 8; i += 8) {
            long word = (long) LONGS.get(bytes, i);
            allBits |= word;
            zeros |= zeroBytes(word);
            feeds += Long.bitCount(zeroBytes(word ^ ONES * '\n'));
            returns |= zeroBytes(word ^ ONES * '\r');
        }
        for (; i < length; i++) {
            allBits |= bytes[i];
            zeros |= bytes[i] == 0 ? 1 : 0;
            feeds += bytes[i] == '\n' ? 1 : 0;
            returns |= bytes[i] == '\r' ? 1 : 0;
        }
        if (zeros != 0 || ((allBits & HIGH_BITS) != 0 && !isUtf8(bytes, length))) {
            return -1;
        }
        return feeds
                + (returns == 0 ? 0 : loneReturns(bytes, length))
                + (openEnd(bytes, length) ? 1 : 0);
    }

    /// Where the first `wanted` in `bytes[from..to)` is; `to` if there is none.
    static int indexOf(byte wanted, byte[] bytes, int from, int to) {
        long pattern = ONES * wanted;
        int i = from;
        for (; i <= to - 8; i += 8) {
            long hits = zeroBytes((long) LONGS.get(bytes, i) ^ pattern);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    /// The high bit of every byte that is zero, exactly: no carry reaches a neighbour.
    private static long zeroBytes(long word) {
        long low = ~HIGH_BITS;
        return ~((word & low) + low | word | low);
    }

    private static boolean isUtf8(byte[] bytes, int length) {
        try {
            // A new decoder reports what it cannot decode.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static long loneReturns(byte[] bytes, int length) {
        long lone = 0;
        for (int i = 0; i < length; i++) {
            lone += bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n') ? 1 : 0;
        }
        return lone;
    }

    private static boolean openEnd(byte[] bytes, int length) {
        return length > 0 && bytes[length - 1] != '\n' && bytes[length - 1] != '\r';
    }
}
