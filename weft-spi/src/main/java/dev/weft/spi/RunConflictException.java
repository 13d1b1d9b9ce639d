package dev.weft.spi;

import dev.weft.model.RunId;

/// A run id names a run of another graph.
public class RunConflictException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RunConflictException(RunId id, String found, String asked) {
        super(
                ("run '%s' exists already with another graph: found content %.12s, asked for %.12s;"
                                + " give the new run another id, or none")
                        .formatted(id, found, asked));
    }
}
