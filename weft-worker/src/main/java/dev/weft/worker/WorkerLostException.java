package dev.weft.worker;

/// Thrown by a [TaskInterceptor]: the worker forgets the segment that the task is in, neither
/// committing nor failing anything, as if it had died. Its claim is reaped when the lease has passed.
public final class WorkerLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param task for people
    public WorkerLostException(String task) {
        super("the worker of task %s is lost, as asked for".formatted(task));
    }
}
