package dev.weft.cli;

import dev.weft.gateway.WorkerOutput;
import dev.weft.model.WorkerId;
import java.io.PrintStream;

/// Passes on what worker processes write: standard error with the worker's name before each line, and
/// standard output as it is, or with the name, too. Safe for many threads.
final class PassedOn implements WorkerOutput {
    private final boolean named;
    private volatile boolean silent;

    /// @param named whether lines of standard output get the worker's name, too
    PassedOn(boolean named) {
        this.named = named;
    }

    /// Passes nothing on any more: what workers say that are ended with their store helps nobody.
    void silence() {
        silent = true;
    }

    @Override
    public void line(WorkerId worker, boolean error, String line) {
        if (silent) {
            return;
        }
        PrintStream stream = error ? System.err : System.out;
        stream.println(error || named ? "[%s] %s".formatted(worker, line) : line);
    }
}
