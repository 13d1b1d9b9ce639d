package dev.weft.gateway;

import org.jspecify.annotations.Nullable;

/// Bytes that are no invocation which this version can read: not Weft's, of an unknown format version,
/// truncated, altered, larger than allowed, or contradicting themselves. Nothing of them was used.
final class InvocationFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvocationFormatException(String message) {
        this(message, null);
    }

    InvocationFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
