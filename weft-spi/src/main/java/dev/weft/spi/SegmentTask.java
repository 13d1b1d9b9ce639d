package dev.weft.spi;

import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import org.jspecify.annotations.Nullable;

/// One task of a segment that is to be committed.
///
/// @param execution the execution that made the output
/// @param outcome COMMITTED, or SKIPPED if the grant said so
/// @param edges those that leave the segment
/// @param inputs those whose edge's consumption is to be recorded: all that come from outside the
///     segment, and those from within whose output is stored
/// @param failures attempts at it that failed before this one, for [RunStore#progress]
/// @param grown the numbers of the tasks that its outcome adds, as GROW has given them to this execution;
///     `null` if it adds none. If the store has lost them since, and maybe given them to others, the
///     segment is refused as [Superseded#STALE_INPUT]
/// @param settlesGrown whether those tasks are settled together with it: they were executed in this segment,
///     and nothing is kept of them. They must not have been claimed
public record SegmentTask(
        int task,
        long execution,
        Outcome outcome,
        Output output,
        OutgoingEdges edges,
        Inputs inputs,
        int failures,
        @Nullable Growth grown,
        boolean settlesGrown) {
    /// A task whose first attempt it was.
    public SegmentTask(
            int task,
            long execution,
            Outcome outcome,
            Output output,
            OutgoingEdges edges,
            Inputs inputs) {
        this(task, execution, outcome, output, edges, inputs, 0);
    }

    /// A task whose outcome adds none.
    public SegmentTask(
            int task,
            long execution,
            Outcome outcome,
            Output output,
            OutgoingEdges edges,
            Inputs inputs,
            int failures) {
        this(task, execution, outcome, output, edges, inputs, failures, null, false);
    }

    /// The same task with other edges.
    public SegmentTask with(OutgoingEdges others) {
        return new SegmentTask(
                task, execution, outcome, output, others, inputs, failures, grown, settlesGrown);
    }
}
