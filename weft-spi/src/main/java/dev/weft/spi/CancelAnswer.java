package dev.weft.spi;

import dev.weft.model.RunStatus;

/// What a cancellation found.
public sealed interface CancelAnswer {
    /// @param found the status before; the run is cancelled now if it was RUNNING, else unchanged
    record Found(RunStatus found) implements CancelAnswer {}

    /// There is no such run.
    record Gone() implements CancelAnswer {}
}
