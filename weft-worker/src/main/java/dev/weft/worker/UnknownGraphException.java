package dev.weft.worker;

import dev.weft.model.RunKey;
import dev.weft.model.SliceFormatException;

/// What a worker must know of a run is not in the store: the run has expired, or the store lost or damaged it.
public class UnknownGraphException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param what is not there
    public UnknownGraphException(RunKey run, String what) {
        super(
                ("the %s of run %s must be in the store, found none: the run has expired or the store has"
                                + " lost it; submit the workflow again")
                        .formatted(what, run));
    }

    /// @param what is there no more
    /// @param damage that it was found to have
    UnknownGraphException(RunKey run, String what, SliceFormatException damage) {
        super(
                ("the %s of run %s must be in the store as it was written, was damaged (%s) and has been"
                                + " removed; submit the workflow again, or resume the run with it")
                        .formatted(what, run, damage.getMessage()),
                damage);
    }
}
