package dev.weft.spi;

import dev.weft.model.ClaimMode;
import dev.weft.model.Growth;
import dev.weft.model.RunRecord;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// The coordination state of a run at one moment.
///
/// @param results of settled tasks
/// @param claims of unsettled tasks (and of committed ones whose edges are not all published), but for the
///     parked ones
/// @param index what the deadline index covers: task number to deadline in microseconds
/// @param parked ready tasks that wait until fewer are claimed, those first that are let in first; only in a
///     run whose parallelism is bounded
/// @param arrived edges that have arrived
/// @param skipped edges that have arrived from a failed or skipped parent
/// @param consumed edges whose child has settled
/// @param values outputs that exist: in results or in trash
/// @param trash values that may be deleted once they are old enough
/// @param growths numbers that were given beyond those of the graph, by their first tasks
/// @param keys number of entries that the store keeps for this run, of whatever kind
public record RunSnapshot(
        RunRecord run,
        Map<Integer, TaskResult> results,
        Map<Integer, ClaimState> claims,
        Map<Integer, Long> index,
        List<Integer> parked,
        BitSet arrived,
        BitSet skipped,
        BitSet consumed,
        List<ValueId> values,
        List<ValueId> trash,
        List<Growth> growths,
        long keys) {
    /// A claim as the store holds it.
    ///
    /// @param owner the worker that holds it; empty if it was not adopted
    /// @param started whether somebody may be executing it
    /// @param notBeforeMicros start of the next attempt after a back-off; 0 if none
    public record ClaimState(
            long k,
            ClaimMode mode,
            String owner,
            boolean started,
            int failures,
            int losses,
            int dispatches,
            long fence,
            long notBeforeMicros) {}
}
