package dev.weft.spi;

import dev.weft.model.RunRecord;
import org.jspecify.annotations.Nullable;

/// How a run ended.
public sealed interface RunOutcome {
    /// @param value the sink's result, the caller's own
    record Succeeded(@Nullable Object value) implements RunOutcome {}

    /// @param run with the errors
    record Failed(RunRecord run) implements RunOutcome {}

    record Cancelled(RunRecord run) implements RunOutcome {}
}
