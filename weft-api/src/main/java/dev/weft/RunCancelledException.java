package dev.weft;

import dev.weft.model.RunId;

/// The run was cancelled before its result was there.
public final class RunCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String id;

    RunCancelledException(RunId id) {
        super("run %s was cancelled; resume it to go on from what was committed".formatted(id));
        this.id = id.value();
    }

    /// The run that was cancelled.
    public RunId run() {
        return new RunId(id);
    }
}
