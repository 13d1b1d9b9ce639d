package dev.weft.worker;

/// The output of a parent is not where its record says.
final class ValueLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int parent;
    private final long execution;

    /// @param execution of the parent's record; 0 if it has none
    ValueLostException(int parent, long execution, String found) {
        super("output of task %d must be readable by its child, was %s".formatted(parent, found));
        this.parent = parent;
        this.execution = execution;
    }

    int parent() {
        return parent;
    }

    long execution() {
        return execution;
    }
}
