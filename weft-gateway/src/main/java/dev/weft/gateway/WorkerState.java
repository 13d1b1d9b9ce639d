package dev.weft.gateway;

/// What a worker process is doing, as its gateway sees it.
public enum WorkerState {
    /// Started, and does not listen yet.
    STARTING,
    IDLE,
    BUSY,
    /// Executes a task whose workers were lost, and nothing else.
    ALONE,
    /// Gives no answer; nothing goes there until it does.
    NOT_ANSWERING,
    /// Asked to end.
    ENDING
}
