package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.ErrorCode;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import java.time.Duration;
import java.util.Optional;

/// Reports that an attempt failed. Only the claimed task itself can fail: what a segment has
/// finished before is committed first, unless the run ends with this.
///
/// @param error of the latest attempt. Those before it under the same claim may have been kept from the
///     store: it counts as many failures as [TaskError#attempt] says, and at least one more than before
/// @param retryAfter when the next attempt is due; empty if there will be none
/// @param edges all edges of the task, which carry the news in a run that goes on; at most
///     [Commit#MAX_EDGES] a step, the rest by further steps with `last` on the final one
/// @param inputs the task's inputs, consumed if it failed for good in a run that goes on
/// @param part number of this step among those that publish the edges, from 0, as of a [Commit]
/// @param last whether this part has the last of the edges
public record Fail(
        RunKey run,
        int epoch,
        WorkerId worker,
        Claim claim,
        long execution,
        TaskError error,
        Optional<Duration> retryAfter,
        OutgoingEdges edges,
        Inputs inputs,
        int part,
        boolean last) {
    /// Whether the run has failed whether or not it goes on after failures: what the store has lost, or has no
    /// room for, is missing for all of its tasks. No edges are published then.
    public boolean endsRun() {
        return error.code() == ErrorCode.DATA_LOSS || error.code() == ErrorCode.STORE_UNAVAILABLE;
    }
}
