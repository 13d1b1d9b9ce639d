package dev.weft.spi;

import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import java.util.List;

/// What a report of a missing output came to.
public sealed interface InvalidateAnswer {
    /// The producer is not committed any more: the bits of its edges to unsettled children are taken
    /// back and their claims dropped, the caller's among them, with the fence raised.
    ///
    /// @param again whether an earlier call did it
    /// @param grants the producer's claim, INVOKE; empty if the run has failed by this step
    ///     (DATA_LOSS), since the output was lost too often
    record Invalidated(boolean again, List<Grant> grants, long nextDeadlineMicros, RunStatus status)
            implements InvalidateAnswer {}

    /// The producer's record names another execution, or none: read again.
    record Changed() implements InvalidateAnswer {}

    /// The caller's claim is not current, or its task is settled: drop it without a word.
    record Refused(Superseded reason) implements InvalidateAnswer {}

    /// The caller stops working for this run.
    record Over(RunOver reason) implements InvalidateAnswer {}
}
