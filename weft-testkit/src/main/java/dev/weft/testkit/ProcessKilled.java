package dev.weft.testkit;

/// Ends the threads of a simulated process that was killed. Thrown at their next seam and at every one
/// after it, so that nothing they do reaches anybody.
final class ProcessKilled extends Error {
    private static final long serialVersionUID = 1;

    ProcessKilled(String process) {
        super(process, null, false, false);
    }
}
