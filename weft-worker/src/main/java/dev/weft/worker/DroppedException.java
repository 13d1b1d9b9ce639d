package dev.weft.worker;

/// Unwinds an attempt whose result is of no use any more: not an error of the task.
final class DroppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DroppedException() {
        super(null, null, false, false);
    }
}
