package dev.weft.worker;

import dev.weft.model.RunKey;

/// What a worker must know of a run is not in the store: the run has expired, or the store lost it.
public class UnknownGraphException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param what is not there
    public UnknownGraphException(RunKey run, String what) {
        super(
                ("the %s of run %s must be in the store, found none: the run has expired or the store has"
                                + " lost it; submit the workflow again")
                        .formatted(what, run));
    }
}
