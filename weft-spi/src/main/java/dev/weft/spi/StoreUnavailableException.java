package dev.weft.spi;

/// There was no answer from a store: what was asked for may or may not have happened. Asking again
/// with the same arguments is safe.
public class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
