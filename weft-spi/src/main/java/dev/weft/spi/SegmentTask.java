package dev.weft.spi;

import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;

/// One task of a segment that is to be committed.
///
/// @param execution the execution that made the output
/// @param outcome COMMITTED, or SKIPPED if the grant said so
/// @param edges those that leave the segment
/// @param inputs those whose edge's consumption is to be recorded: all that come from outside the
///     segment, and those from within whose output is stored
/// @param failures attempts at it that failed before this one, for [RunStore#progress]
public record SegmentTask(
        int task,
        long execution,
        Outcome outcome,
        Output output,
        OutgoingEdges edges,
        Inputs inputs,
        int failures) {
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
}
