package dev.weft.worker;

/// The output of a parent is not where its record says.
final class ValueLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ValueLostException(int parent, String found) {
        super("output of task %d must be readable by its child, was %s".formatted(parent, found));
    }
}
