package dev.weft.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A kind of machine, and the server that was built for it.
///
/// @param system `linux` or `darwin`; as Java names it if it is neither
/// @param architecture `amd64`, `arm64` or `386`; as Java names it if it is none of them
record Platform(String system, String architecture) {
    private static final String SERVERS = "/redis-server-7.0.15-";

    static Platform ofThisMachine() {
        return named(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /// In the words of Java's properties `os.name` and `os.arch`.
    static Platform named(String name, String arch) {
        return new Platform(system(name.toLowerCase(Locale.ROOT)), architecture(arch));
    }

    private static String system(String name) {
        if (name.startsWith("mac") || name.startsWith("darwin")) {
            return "darwin";
        }
        return name;
    }

    private static String architecture(String arch) {
        return switch (arch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "x86", "i386", "i486", "i586", "i686" -> "386";
            default -> arch;
        };
    }

    /// Writes the server to `file`, which must not exist, for its owner to execute.
    ///
    /// @throws UnsupportedOperationException if there is none for this platform
    void extractServer(Path file) throws IOException {
        try (InputStream server = open()) {
            if (server == null) {
                throw new UnsupportedOperationException(
                        "there is no Redis server for "
                                + this
                                + " in org.signal:embedded-redis (there is for Linux and macOS on amd64"
                                + " and arm64, and for Linux on 386); use an existing server");
            }
            Files.copy(server, file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private @Nullable InputStream open() {
        return Platform.class.getResourceAsStream(SERVERS + system + "-" + architecture);
    }

    @Override
    public String toString() {
        return system + "-" + architecture;
    }
}
