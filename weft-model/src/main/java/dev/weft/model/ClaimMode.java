package dev.weft.model;

/// How a claimed task gets to a worker.
public enum ClaimMode {
    /// The worker that made the task ready keeps it.
    CONTINUE,
    /// Somebody is to be invoked for it.
    INVOKE,
    /// Only its owner has the output of its last missing parent, in memory.
    HELD
}
