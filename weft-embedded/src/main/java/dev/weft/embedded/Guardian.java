package dev.weft.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A tiny process beside the server that ends it and removes its directory as soon as the parent is
/// gone, however that went. It reads from a pipe whose other end only the parent has: the system closes
/// that end even for a parent that was killed.
final class Guardian implements AutoCloseable {
    private static final long END_MILLIS = 10_000;

    /// Renaming the directory comes first: a server that is just being launched either has left its
    /// process id in it already, or finds neither the place to leave it nor itself to be executed.
    private static final String GUARD =
            """
            trap '' INT HUP TERM
            while read -r _; do :; done
            mv "$1" "$1.ended" || exit 1
            read -r server < "$1.ended/pid" && kill -9 "$server"
            for _ in 1 2 3 4 5 6 7 8 9 10; do
                rm -rf "$1.ended" && exit 0
                sleep 0.1
            done
            """;

    /// The shell becomes the server, so that both have one process id.
    private static final String LAUNCH =
            "echo $$ > \"$1/pid\" && exec \"$1/redis-server\" \"$1/redis.conf\"";

    private final Path directory;
    private final Process process;

    private Guardian(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    static Guardian of(Path directory) throws IOException {
        Process process =
                new ProcessBuilder("sh", "-c", GUARD, "weft-redis-guardian", directory.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new Guardian(directory, process);
    }

    /// Starts the server; what it says goes to the file `log`.
    Process launchServer() throws IOException {
        return new ProcessBuilder("sh", "-c", LAUNCH, "weft-redis", directory.toString())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                .start();
    }

    /// Ends the server if it lives, and returns when its directory is gone.
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            // It goes on by itself.
            Thread.currentThread().interrupt();
        }
    }
}
