package dev.weft.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the command finds around it. Read from the process once, given by tests.
///
/// @param out where results go
/// @param err where errors and progress go
/// @param terminal whether `err` is a terminal that can redraw lines
/// @param javaHome of the JDK whose source the demo reads
/// @param classPath of the command itself
record Surroundings(
        PrintStream out, PrintStream err, boolean terminal, Path javaHome, String classPath) {
    /// Those of this process.
    static Surroundings ofProcess() {
        return new Surroundings(
                System.out,
                System.err,
                isTerminal(),
                Path.of(System.getProperty("java.home")),
                System.getProperty("java.class.path"));
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
