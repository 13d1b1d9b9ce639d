package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Writes and reads the constants of a run, by slot: format version, number of slots, then length and
/// bytes of each.
public final class ConstantsFormat {
    private static final int VERSION = 1;
    private static final ReadableVersions READABLE =
            new ReadableVersions("constants", List.of(VERSION));

    private ConstantsFormat() {}

    /// @throws IllegalArgumentException if they take more than 2 GiB
    public static byte[] encode(List<byte[]> constants) {
        long size = 1 + Integer.BYTES;
        for (byte[] constant : constants) {
            size += Integer.BYTES + constant.length;
        }
        require(size <= Integer.MAX_VALUE - 8, "constants must take <= 2 GiB, were %d bytes", size);
        ByteBuffer out = ByteBuffer.allocate((int) size);
        out.put((byte) VERSION).putInt(constants.size());
        for (byte[] constant : constants) {
            out.putInt(constant.length).put(constant);
        }
        return out.array();
    }

    /// @throws UnknownFormatVersionException if these bytes are of another format version
    /// @throws SliceFormatException if they are incomplete
    public static List<byte[]> decode(byte[] bytes) {
        return decode(bytes, READABLE);
    }

    static List<byte[]> decode(byte[] bytes, ReadableVersions readable) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            readable.require(Byte.toUnsignedInt(in.get()));
            return read(in);
        } catch (BufferUnderflowException e) {
            throw new SliceFormatException("constants must be complete, were cut short", e);
        }
    }

    private static List<byte[]> read(ByteBuffer in) {
        int count = length(in, Integer.BYTES);
        List<byte[]> constants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] constant = new byte[length(in, 1)];
            in.get(constant);
            constants.add(constant);
        }
        if (in.hasRemaining()) {
            throw new SliceFormatException(
                    "constants must end after their last slot, %d bytes follow"
                            .formatted(in.remaining()),
                    null);
        }
        return constants;
    }

    /// A count of items of at least so many bytes each, checked before anything is allocated for them.
    private static int length(ByteBuffer in, int itemBytes) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining() / itemBytes) {
            throw new SliceFormatException(
                    "length must be in 0..%d, was %d".formatted(in.remaining() / itemBytes, length),
                    null);
        }
        return length;
    }
}
