package dev.weft.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// What a server is told; the password is in it, so only the owner may read it.
final class ConfigFile {
    static final String APPEND_DIRECTORY = "appendonlydir";

    private ConfigFile() {}

    static void write(
            Path file, EmbeddedRedisSettings settings, int port, String password, Path data)
            throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, lines(settings, port, password, data, file.resolveSibling("socket")));
    }

    private static List<String> lines(
            EmbeddedRedisSettings settings, int port, String password, Path data, Path socket) {
        List<String> lines = new ArrayList<>();
        lines.add("bind 127.0.0.1");
        lines.add("port " + port);
        lines.add("requirepass " + password);
        lines.add("daemonize no");
        lines.add("loglevel warning");
        lines.add("dir " + quoted(data));
        lines.add("save \"\"");
        lines.addAll(persistence(settings.persistence()));
        lines.add("maxmemory " + settings.maxMemoryBytes());
        lines.add("maxmemory-policy noeviction");
        if (settings.unixSocket()) {
            lines.add("unixsocket " + quoted(socket));
            lines.add("unixsocketperm 700");
        }
        lines.addAll(settings.configLines());
        return lines;
    }

    private static List<String> persistence(Persistence persistence) {
        if (persistence == Persistence.NONE) {
            return List.of("appendonly no");
        }
        return List.of(
                "appendonly yes",
                "appenddirname " + APPEND_DIRECTORY,
                "appendfsync " + (persistence == Persistence.ALWAYS ? "always" : "everysec"),
                // One file that only grows, so that a mark in it stays a mark.
                "auto-aof-rewrite-percentage 0");
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
