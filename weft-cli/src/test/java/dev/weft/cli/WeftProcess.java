package dev.weft.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The command as a process of its own, for what only such a one can show: signals, its end.
record WeftProcess(Process process, Lines out, Lines err) implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    /// A shell that runs a test in the background lets it ignore Ctrl-C; `env` undoes that.
    ///
    /// @param terminal whether standard error is taken for a terminal
    static WeftProcess start(
            Path directory, Map<String, String> environment, boolean terminal, String... args)
            throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "env",
                                "--default-signal=INT",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dweft.terminal=" + terminal,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new WeftProcess(
                process,
                new Lines(process.getInputStream(), "out"),
                new Lines(process.getErrorStream(), "err"));
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    void answer(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /// Waits for its end.
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("weft must end, said: " + err);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /// What it writes, lines that have no end yet included.
    static final class Lines {
        private final StringBuilder text = new StringBuilder(); // guarded by this
        private int read;

        Lines(InputStream in, String name) {
            Thread.ofPlatform().name("weft-test-" + name).daemon(true).start(() -> read(in));
        }

        private void read(InputStream in) {
            try (Reader reader = new InputStreamReader(in, UTF_8)) {
                for (int c = reader.read(); c >= 0; c = reader.read()) {
                    add((char) c);
                }
            } catch (IOException e) {
                add('!'); // broken off
            }
        }

        private synchronized void add(char c) {
            text.append(c);
            notifyAll();
        }

        /// Waits for something to be written after what was waited for before.
        ///
        /// @return its line, as far as it is written
        synchronized String await(String part) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            int found = text.indexOf(part, read);
            while (found < 0) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("'%s' must be written, was %s".formatted(part, text));
                }
                wait(100);
                found = text.indexOf(part, read);
            }
            read = found + part.length();
            return text.substring(text.lastIndexOf("\n", found) + 1, read);
        }

        @Override
        public synchronized String toString() {
            return text.toString();
        }
    }
}
