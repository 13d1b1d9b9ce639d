package dev.weft.model;

/// Bytes of a format version that is not read here; the message names it and those that are. Unlike damaged
/// ones they are good for another version of Weft.
public final class UnknownFormatVersionException extends SliceFormatException {
    private static final long serialVersionUID = 1L;

    UnknownFormatVersionException(String message) {
        super(message);
    }
}
