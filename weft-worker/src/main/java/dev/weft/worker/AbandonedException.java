package dev.weft.worker;

/// Unwinds the thread of an attempt that was given up while its function was still running.
final class AbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AbandonedException() {
        super(null, null, false, false);
    }
}
