package dev.weft.gateway;

import dev.weft.model.WorkerId;

/// Takes what worker processes write, line by line.
@FunctionalInterface
public interface WorkerOutput {
    /// Called by one thread for each stream of each worker; what it throws is dropped.
    ///
    /// @param error whether it was written to standard error
    /// @param line without its end; a longer one than 8 KiB comes in parts
    void line(WorkerId worker, boolean error, String line);
}
