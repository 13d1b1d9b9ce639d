package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Format 3 of slices: format 2, deflated.
///
/// The check sum is that of format 2. A length that is claimed is believed only as far as so many bytes can
/// be inflated to it.
final class PackedSlice {
    static final int VERSION = 3;

    /// Fewer bytes are not worth it.
    private static final int FEWEST_BYTES = 256;

    /// What DEFLATE makes of a byte at most, rounded up.
    private static final long MOST_OF_ONE = 1_100;

    /// What an entry takes at most: numbers that say how many follow included.
    private static final long MOST_PER_ENTRY = 16;

    private PackedSlice() {}

    /// The same bytes if that saves less than an eighth.
    static byte[] of(byte[] slice) {
        if (slice.length < FEWEST_BYTES) {
            return slice;
        }
        SliceOutput head = new SliceOutput();
        head.number(VERSION);
        head.number(slice.length);
        byte[] packed = Arrays.copyOf(head.toBytes(), slice.length - slice.length / 8);
        int from = head.size();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(slice);
            deflater.finish();
            int length = deflater.deflate(packed, from, packed.length - from);
            return deflater.finished() ? Arrays.copyOf(packed, from + length) : slice;
        } finally {
            deflater.end();
        }
    }

    /// @throws SliceFormatException if the bytes are incomplete, altered or too large
    static byte[] unpacked(byte[] packed, int maxEntries) {
        SliceInput in = new SliceInput(packed, 0, "slice");
        in.number();
        int length = in.number();
        long most = Math.min(packed.length * MOST_OF_ONE, 1_024 + maxEntries * MOST_PER_ENTRY);
        check(
                length >= 0 && length <= most,
                "bytes of a slice that is deflated must be in 0..%s, was %s",
                most,
                Integer.toUnsignedString(length));
        byte[] slice = new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed, in.at(), packed.length - in.at());
            int found = inflater.inflate(slice);
            check(
                    found == length
                            && inflater.inflate(new byte[1]) == 0
                            && inflater.finished()
                            && inflater.getRemaining() == 0,
                    "a slice that is deflated must be of %d bytes and end there, %d were found",
                    length,
                    found);
        } catch (DataFormatException e) {
            throw new SliceFormatException("slice must be a DEFLATE stream, was altered", e);
        } finally {
            inflater.end();
        }
        return slice;
    }
}
