package dev.weft.spi;

/// A store that is there has no room for what it was to write, and has not written it. Asking again helps
/// when somebody has made room.
public class StoreFullException extends StoreUnavailableException {
    private static final long serialVersionUID = 1;

    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
