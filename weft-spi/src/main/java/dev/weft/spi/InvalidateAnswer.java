package dev.weft.spi;

import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import java.util.List;

/// What a report of a missing output came to.
public sealed interface InvalidateAnswer {
    /// The producer is not committed any more: the bits of its edges to unsettled children are taken
    /// back and their claims dropped, the caller's among them if its task is one, with the fence raised.
    /// A segment that was claimed before, and has such a child in it, is refused as STALE_INPUT.
    ///
    /// @param again whether an earlier call by the same claim did it
    /// @param grants the producer's claim, INVOKE; empty if the producer waits for a parent that is made
    ///     again too, or the run has failed by this step (DATA_LOSS), since the output was lost too often.
    ///     After it parked tasks that have the places of dropped claims, INVOKE too
    record Invalidated(boolean again, List<Grant> grants, long nextDeadlineMicros, RunStatus status)
            implements InvalidateAnswer {}

    /// The producer's record names another execution, or none: read again. Nothing has changed.
    record Changed() implements InvalidateAnswer {}

    /// The caller's claim is not current, or its task is settled: drop it without a word.
    record Refused(Superseded reason) implements InvalidateAnswer {}

    /// The caller stops working for this run.
    record Over(RunOver reason) implements InvalidateAnswer {}
}
