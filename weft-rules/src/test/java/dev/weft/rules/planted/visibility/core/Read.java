package dev.weft.rules.planted.visibility.core;

/// Not a violation: the worker reads it.
public record Read(int number) {
    /// Shows another type.
    public Shown shown() {
        return new Shown();
    }

    Unread unread() {
        return new Unread();
    }
}
