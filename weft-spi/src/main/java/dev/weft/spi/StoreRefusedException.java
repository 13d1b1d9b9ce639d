package dev.weft.spi;

import org.jspecify.annotations.Nullable;

/// A store is there, but runs cannot be kept in it. The message says what was expected, what was found
/// and what to do.
public class StoreRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
