package dev.weft.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// Says of an input, in one sentence for whoever named it, why it cannot be read.
public final class UnreadableSourceException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableSourceException(String message) {
        super(message);
    }

    /// @param what cannot be read, e.g. `src.zip as a zip archive`
    static UnreadableSourceException because(String what, IOException cause) {
        String why =
                switch (cause) {
                    case AccessDeniedException e -> "permission denied for " + e.getFile();
                    case NoSuchFileException e -> e.getFile() + " does not exist";
                    default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
                };
        UnreadableSourceException unreadable =
                new UnreadableSourceException("cannot read %s: %s".formatted(what, why));
        unreadable.initCause(cause);
        return unreadable;
    }
}
