package dev.weft.gateway;

/// No worker process could be started. The message says why, with the last words of the latest one.
public class WorkersNotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WorkersNotReadyException(String message) {
        super(message);
    }
}
