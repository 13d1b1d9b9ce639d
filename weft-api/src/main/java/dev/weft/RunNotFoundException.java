package dev.weft;

import dev.weft.model.RunId;
import dev.weft.spi.RunGoneException;

/// There is no run of that id: it was never submitted to this engine's store, or its retention is over.
public final class RunNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String id;

    RunNotFoundException(RunId id) {
        super(
                ("run %s does not exist in this engine's store: it was never submitted there, or its"
                                + " retention is over; submit the workflow again")
                        .formatted(id));
        this.id = id.value();
    }

    RunNotFoundException(RunId id, RunGoneException cause) {
        this(id);
        initCause(cause);
    }

    /// The id that was asked for.
    public RunId run() {
        return new RunId(id);
    }
}
