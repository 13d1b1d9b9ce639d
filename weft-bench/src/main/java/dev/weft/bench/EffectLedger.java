package dev.weft.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Something outside of a run that takes effects: it refuses those that come from an attempt which was
/// given up, by its fencing token, and takes each token's effect once.
///
/// A file of tasks, tokens and values. Safe for many processes.
final class EffectLedger {
    /// An effect that was taken.
    ///
    /// @param task whose effect it is
    /// @param token of the claim
    record Entry(int task, long token, long value) {
        private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;

        private static Entry from(ByteBuffer bytes) {
            return new Entry(bytes.getInt(), bytes.getLong(), bytes.getLong());
        }

        private ByteBuffer toBytes() {
            return ByteBuffer.allocate(BYTES).putInt(task).putLong(token).putLong(value).flip();
        }
    }

    private EffectLedger() {}

    /// @throws IOException if a later attempt had its effect before
    static synchronized void apply(Path file, Entry entry) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            List<Entry> entries = read(channel);
            long last = entries.isEmpty() ? 0 : entries.getLast().token();
            if (entry.token() < last) {
                throw new IOException(
                        "effect of attempt %d is refused, attempt %d had its effect"
                                .formatted(entry.token(), last));
            }
            if (entry.token() > last) {
                channel.write(entry.toBytes(), channel.size());
            }
        }
    }

    /// None if there is no such file.
    static List<Entry> read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel);
        }
    }

    private static List<Entry> read(FileChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) channel.size());
        channel.read(all, 0);
        all.flip();
        List<Entry> entries = new ArrayList<>();
        while (all.remaining() >= Entry.BYTES) {
            entries.add(Entry.from(all));
        }
        return entries;
    }
}
