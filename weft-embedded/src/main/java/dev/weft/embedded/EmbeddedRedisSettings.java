package dev.weft.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How an [EmbeddedRedis] runs.
///
/// @param persistence what it still has after it was killed and started again
/// @param dataDirectory where it keeps its files, created if absent and never removed; empty means in
///     its temporary directory, which goes when it is closed
/// @param maxMemoryBytes above it writes are refused (`noeviction`); 0 means no limit
/// @param unixSocket whether it listens on a Unix socket as well
/// @param configLines further lines of its configuration file, as `cluster-enabled yes`; they come
///     last, so that they win
public record EmbeddedRedisSettings(
        Persistence persistence,
        Optional<Path> dataDirectory,
        long maxMemoryBytes,
        boolean unixSocket,
        List<String> configLines) {
    public EmbeddedRedisSettings {
        if (maxMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "maxMemoryBytes must be >= 0, was " + maxMemoryBytes);
        }
        configLines = List.copyOf(configLines);
        for (String line : configLines) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("configLines must be lines, was " + line);
            }
        }
    }

    /// Keeps nothing, no limit, no Unix socket.
    public static EmbeddedRedisSettings standard() {
        return new EmbeddedRedisSettings(Persistence.NONE, Optional.empty(), 0, false, List.of());
    }

    public EmbeddedRedisSettings withPersistence(Persistence persistence) {
        return new EmbeddedRedisSettings(
                persistence, dataDirectory, maxMemoryBytes, unixSocket, configLines);
    }

    public EmbeddedRedisSettings withDataDirectory(Path dataDirectory) {
        return new EmbeddedRedisSettings(
                persistence, Optional.of(dataDirectory), maxMemoryBytes, unixSocket, configLines);
    }

    public EmbeddedRedisSettings withMaxMemoryBytes(long maxMemoryBytes) {
        return new EmbeddedRedisSettings(
                persistence, dataDirectory, maxMemoryBytes, unixSocket, configLines);
    }

    public EmbeddedRedisSettings withUnixSocket() {
        return new EmbeddedRedisSettings(
                persistence, dataDirectory, maxMemoryBytes, true, configLines);
    }

    /// With these lines after the ones that are there.
    public EmbeddedRedisSettings withConfigLines(String... lines) {
        return new EmbeddedRedisSettings(
                persistence,
                dataDirectory,
                maxMemoryBytes,
                unixSocket,
                Stream.concat(configLines.stream(), Stream.of(lines)).toList());
    }
}
