package dev.weft.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/// Runs the command in this process and keeps what it prints.
record CommandRunner(boolean terminal, Path javaHome) {
    static Answer weft(String... args) {
        return new CommandRunner(false, Path.of(System.getProperty("java.home"))).run(args);
    }

    Answer run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings =
                new Surroundings(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        terminal,
                        javaHome,
                        System.getProperty("java.class.path"));
        int exitCode = Main.run(args, surroundings);
        return new Answer(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    record Answer(int exitCode, String out, String err) {}
}
