package dev.weft.gateway;

import dev.weft.model.WorkerId;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/// A worker process. Safe for many threads.
public interface LaunchedWorker {
    WorkerId id();

    /// The operating system's number of the process.
    long pid();

    /// Where it listens, as soon as it does; never completed if it ends before. Whoever hangs something
    /// on it does so for a moment only: it is completed on a thread that reads what the process writes.
    CompletableFuture<URI> ready();

    /// How it ended, as soon as it has.
    CompletableFuture<LastWords> ended();

    /// Asks it to end in good order; does not wait.
    ///
    /// @param reason for its last words
    void askToEnd(String reason);

    /// Ends it at once; does not wait.
    ///
    /// @param reason for its last words
    void kill(String reason);
}
