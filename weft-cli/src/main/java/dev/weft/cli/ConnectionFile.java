package dev.weft.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/// Where `weft dev` and `weft gateway` say how they are reached, for commands in other terminals. Only its
/// owner may read it, for it may hold secrets: those that Weft made itself. Those that users gave stay
/// where they are.
///
/// @param file where it is
/// @param entries what it says
record ConnectionFile(Path file, Properties entries) {
    static final String VARIABLE = "WEFT_CONNECTION";
    static final String STORE = "store";
    static final String STORE_PASSWORD = "store-password";
    static final String STORE_TRUST = "store-trust";
    static final String GATEWAY = "gateway";
    static final String TOKEN = "token";
    static final String COMMAND = "command";

    /// Behind the name of a secret: the file that holds it.
    static final String IN_FILE = "-file";

    private static final String PID = "pid";
    private static final String STARTED = "started";

    /// Where it is by default, or where the environment says.
    static Path place(Surroundings surroundings) {
        return surroundings
                .directory()
                .resolve(surroundings.variable(VARIABLE).orElse(".weft/connection.properties"));
    }

    /// Reads it; empty if there is none.
    static Optional<ConnectionFile> find(Surroundings surroundings) {
        Path file = place(surroundings);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            requireOwned(file);
            Properties entries = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                entries.load(reader);
            }
            return Optional.of(new ConnectionFile(file, entries));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "connection file %s cannot be read: %s".formatted(file, e),
                    e);
        }
    }

    private static void requireOwned(Path file) throws IOException {
        if (Secret.isPosix(file)
                && !PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        .endsWith("------")) {
            throw CommandException.badInput(
                    "connection file %s must be readable by its owner alone; chmod 600 helps, or"
                            + " remove it",
                    file);
        }
    }

    Optional<String> entry(String name) {
        return Optional.ofNullable(entries.getProperty(name));
    }

    /// A secret that it holds, or whose file it names.
    ///
    /// @param what it is, for errors
    Optional<Supplier<String>> secret(String name, String what) {
        return entry(name)
                .<Supplier<String>>map(secret -> () -> secret)
                .or(() -> entry(name + IN_FILE).map(file -> Secret.ofFile(Path.of(file), what)));
    }

    /// For an error: that whoever wrote it has ended, if that is so.
    static String endedWriter(Surroundings surroundings) {
        return find(surroundings)
                .filter(file -> !file.isAlive())
                .map(file ->
                        "; %s, which wrote %s, has ended".formatted(file.writer(), file.file()))
                .orElse("");
    }

    /// Whether the process that wrote it still runs.
    boolean isAlive() {
        long pid = Long.parseLong(entries.getProperty(PID, "0"));
        return pid > 0
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .map(process -> started(process).equals(entries.getProperty(STARTED, "")))
                        .orElse(false);
    }

    /// `weft dev (process 4711)`
    String writer() {
        return "%s (process %s)"
                .formatted(entries.getProperty(COMMAND, "weft"), entries.getProperty(PID, "?"));
    }

    /// Makes sure that no other process is reached by this file.
    static void requireFree(Surroundings surroundings) {
        find(surroundings)
                .filter(ConnectionFile::isAlive)
                .ifPresent(other -> {
                    throw CommandException.badInput(
                            "connection file %s is that of %s, which runs; end that first, or name"
                                    + " another file by %s",
                            other.file(), other.writer(), VARIABLE);
                });
    }

    /// Says how this process is reached. Replaces what a process that has ended left behind.
    static ConnectionFile write(Surroundings surroundings, Properties entries) {
        requireFree(surroundings);
        Path file = place(surroundings);
        ProcessHandle self = ProcessHandle.current();
        entries.setProperty(PID, Long.toString(self.pid()));
        entries.setProperty(STARTED, started(self));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            write(file, entries);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "connection file %s cannot be written: %s".formatted(file, e),
                    e);
        }
        return new ConnectionFile(file, entries);
    }

    /// Whoever reads it sees all of it, and nobody else a part.
    private static void write(Path file, Properties entries) throws IOException {
        StringWriter text = new StringWriter();
        entries.store(text, null);
        FileAttribute<?>[] owner =
                Secret.isPosix(file)
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path written =
                Files.createTempFile(
                        file.toAbsolutePath().getParent(), "connection", ".new", owner);
        Files.writeString(written, text.toString());
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Removes it, unless it is another process's by now.
    void remove() {
        try {
            Properties now = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                now.load(reader);
            }
            if (now.getProperty(PID, "").equals(entries.getProperty(PID))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // it says of itself that its writer has ended
        }
    }

    /// When a process started, so that another one which got its number later is told apart.
    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }
}
