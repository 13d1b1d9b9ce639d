package dev.weft.worker;

import java.time.Duration;

/// An attempt took longer than its task's timeout.
final class AttemptTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param abandoned whether the function did not even stop when it was interrupted
    AttemptTimeoutException(String task, Duration timeout, boolean abandoned, Duration grace) {
        super(
                abandoned
                        ? ("%s took longer than its timeout of %s, did not stop within %s of being"
                                        + " interrupted, and was abandoned: its thread may still be"
                                        + " running; make it react to Thread.interrupt()")
                                .formatted(task, timeout, grace)
                        : "%s took longer than its timeout of %s".formatted(task, timeout));
    }
}
