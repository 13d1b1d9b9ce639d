package dev.weft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What the command finds around it. Read from the process once, given by tests.
///
/// @param in where answers to questions come from
/// @param out where results go
/// @param err where errors and progress go
/// @param terminal whether `err` is a terminal that can redraw lines
/// @param javaHome of the JDK whose source the demo reads
/// @param classPath of the command itself
/// @param directory the working directory
/// @param environment the environment variables
record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Path javaHome,
        String classPath,
        Path directory,
        Map<String, String> environment) {
    /// Those of this process.
    static Surroundings ofProcess() {
        return new Surroundings(
                System.in,
                System.out,
                System.err,
                isTerminal(),
                Path.of(System.getProperty("java.home")),
                System.getProperty("java.class.path"),
                Path.of("").toAbsolutePath(),
                System.getenv());
    }

    /// The same in another working directory, without environment variables.
    Surroundings alone(Path directory) {
        return new Surroundings(in, out, err, terminal, javaHome, classPath, directory, Map.of());
    }

    /// An environment variable, unless it is absent or empty.
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /// The launcher knows, and says so; without it the system is asked where it can tell.
    private static boolean isTerminal() {
        String launcher = System.getProperty("weft.terminal");
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        return !dumb && (launcher == null ? isTerminalDevice() : launcher.equals("true"));
    }

    private static boolean isTerminalDevice() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException _) {
            return false; // a system without /proc
        }
    }
}
