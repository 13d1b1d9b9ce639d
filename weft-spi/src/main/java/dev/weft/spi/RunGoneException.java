package dev.weft.spi;

import dev.weft.model.RunKey;

/// There is no such run in the store: it was never submitted there, or its retention is over.
public class RunGoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RunGoneException(RunKey run) {
        super(
                "run %s does not exist in the store: never submitted there, or expired"
                        .formatted(run));
    }
}
