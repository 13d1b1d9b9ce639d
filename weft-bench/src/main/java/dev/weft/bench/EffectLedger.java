package dev.weft.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Something outside of a run that takes effects: it refuses those that come from an attempt which was
/// given up, by its fencing token, and takes each token's effect once.
///
/// A file of pairs of token and value. Safe for many processes.
final class EffectLedger {
    /// An effect that was taken.
    record Entry(long token, long value) {}

    private EffectLedger() {}

    /// @throws IOException if a later attempt had its effect before
    static synchronized void apply(Path file, long token, long value) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            List<Entry> entries = read(channel);
            long last = entries.isEmpty() ? 0 : entries.getLast().token();
            if (token < last) {
                throw new IOException(
                        "effect of attempt %d is refused, attempt %d had its effect"
                                .formatted(token, last));
            }
            if (token > last) {
                ByteBuffer entry = ByteBuffer.allocate(2 * Long.BYTES);
                entry.putLong(token).putLong(value).flip();
                channel.write(entry, channel.size());
            }
        }
    }

    static List<Entry> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel);
        }
    }

    private static List<Entry> read(FileChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) channel.size());
        channel.read(all, 0);
        all.flip();
        List<Entry> entries = new ArrayList<>();
        while (all.remaining() >= 2 * Long.BYTES) {
            entries.add(new Entry(all.getLong(), all.getLong()));
        }
        return entries;
    }
}
