package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;

/// Says that the output of a committed task is not there any more, though a reader needs it: the task
/// is to be executed again.
///
/// @param claim of the reader (or of the segment that it begins), which the caller holds
/// @param parent the task whose output is missing
/// @param execution of its record as the caller has read it
/// @param edges all edges of that task, in one step however many
/// @param inputs all inputs of that task: their consumption by it is taken back
/// @param fenced whether a lost attempt at that task must not commit
public record Invalidate(
        RunKey run,
        int epoch,
        WorkerId worker,
        Claim claim,
        int parent,
        long execution,
        OutgoingEdges edges,
        Inputs inputs,
        boolean fenced) {
    /// Most often that one task is made again for a lost output, until the run fails; counted anew after
    /// a resumption.
    public static final int MOST_PER_TASK = 3;
}
