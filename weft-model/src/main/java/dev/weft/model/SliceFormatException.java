package dev.weft.model;

import org.jspecify.annotations.Nullable;

/// Bytes that are no [Slice] which this version can read: of an unknown format version, truncated,
/// altered, larger than allowed, or contradicting themselves. Nothing of them was used; fetching
/// them again helps if they were damaged on their way.
public sealed class SliceFormatException extends RuntimeException
        permits UnknownFormatVersionException {
    private static final long serialVersionUID = 1L;

    public SliceFormatException(String message) {
        this(message, null);
    }

    public SliceFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
