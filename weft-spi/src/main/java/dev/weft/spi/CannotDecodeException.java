package dev.weft.spi;

import org.jspecify.annotations.Nullable;

/// Bytes are not an encoded value of an allowed type.
public class CannotDecodeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CannotDecodeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
