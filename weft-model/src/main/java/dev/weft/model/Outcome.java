package dev.weft.model;

/// The one final outcome of a task.
public enum Outcome {
    COMMITTED,
    /// Failed for good in a run that goes on.
    FAILED,
    /// Not executed, because an ancestor failed in a run that goes on.
    SKIPPED
}
