package dev.weft.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Signals that Java has no method for.
final class Signals {
    private Signals() {}

    /// @param name without `SIG`
    static void send(String name, ProcessHandle process) throws IOException, InterruptedException {
        boolean ended =
                new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor(5, TimeUnit.SECONDS);
        if (!ended) {
            throw new IOException("kill -%s must end, did not".formatted(name));
        }
    }
}
