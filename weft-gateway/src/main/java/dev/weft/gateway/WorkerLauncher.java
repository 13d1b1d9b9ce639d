package dev.weft.gateway;

import java.io.IOException;

/// Starts worker processes. Safe for many threads.
public interface WorkerLauncher {
    /// Starts a process; does not wait until it listens.
    ///
    /// @throws IOException if it cannot be started
    LaunchedWorker launch(Launch launch) throws IOException;
}
