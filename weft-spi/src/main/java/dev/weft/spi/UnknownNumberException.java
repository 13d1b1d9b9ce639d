package dev.weft.spi;

/// A step has named a task or an edge that the run does not have, and has changed nothing. That is a bug of
/// the caller, or the store has lost the latest numbers that it has given the run: whatever the caller does
/// with these is void.
public class UnknownNumberException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UnknownNumberException(String message) {
        super(message);
    }
}
