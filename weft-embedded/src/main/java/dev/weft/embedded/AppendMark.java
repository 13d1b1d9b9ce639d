package dev.weft.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// How far the append-only file of a server had come at some moment. See [EmbeddedRedis#mark].
public final class AppendMark {
    private final Path file;
    private final long bytes;

    private AppendMark(Path file, long bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    static AppendMark of(Path dataDirectory) throws IOException {
        Path file =
                newest(dataDirectory)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "persistence must be EVERY_SECOND or ALWAYS for a mark,"
                                                + " was NONE"));
        return new AppendMark(file, Files.size(file));
    }

    /// Forgets what was appended later. A command of which only a part is left is dropped by the
    /// server when it reads the file.
    void cut() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(
                    "mark must be of the file that is appended to, but that was rewritten since",
                    e);
        }
    }

    private static Optional<Path> newest(Path dataDirectory) throws IOException {
        Path files = dataDirectory.resolve(ConfigFile.APPEND_DIRECTORY);
        if (!Files.isDirectory(files)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(files)) {
            return all.filter(f -> f.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparingLong(AppendMark::sequence));
        }
    }

    /// `appendonly.aof.12.incr.aof` is the 12th.
    private static long sequence(Path file) {
        String[] parts = file.getFileName().toString().split("\\.", -1);
        return Long.parseLong(parts[parts.length - 3]);
    }
}
