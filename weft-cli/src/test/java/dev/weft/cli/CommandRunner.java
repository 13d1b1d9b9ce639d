package dev.weft.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Runs the command in this process and keeps what it prints.
///
/// @param directory the working directory as far as the command looks for its connection file there
record CommandRunner(
        boolean terminal, Path javaHome, Path directory, Map<String, String> environment) {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    CommandRunner(boolean terminal, Path javaHome) {
        this(terminal, javaHome, Path.of("target").toAbsolutePath(), Map.of());
    }

    static Answer weft(String... args) {
        return new CommandRunner(false, JAVA_HOME).run(args);
    }

    static CommandRunner in(Path directory) {
        return new CommandRunner(false, JAVA_HOME, directory, Map.of());
    }

    /// With an environment variable more.
    CommandRunner with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new CommandRunner(terminal, javaHome, directory, more);
    }

    Surroundings surroundings(PrintStream out, PrintStream err) {
        return new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                out,
                err,
                terminal,
                javaHome,
                System.getProperty("java.class.path"),
                directory,
                environment);
    }

    Answer run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode =
                Main.run(
                        args,
                        surroundings(
                                new PrintStream(out, true, UTF_8),
                                new PrintStream(err, true, UTF_8)));
        return new Answer(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    record Answer(int exitCode, String out, String err) {}
}
