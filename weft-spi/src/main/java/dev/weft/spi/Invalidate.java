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
/// @param along tasks that were committed in the same segment, without an edge from the lost one: they are
///     un-committed with it, and come back when it is committed again. Their edges are among `edges`
/// @param edges all edges of that task, in one step however many
/// @param inputs all inputs of that task: their consumption by it is taken back
/// @param fenced whether a lost attempt at that task must not commit
@SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
public record Invalidate(
        RunKey run,
        int epoch,
        WorkerId worker,
        Claim claim,
        int parent,
        long execution,
        int[] along,
        OutgoingEdges edges,
        Inputs inputs,
        boolean fenced) {
    /// Most often that one task is made again for a lost output, until the run fails; counted anew after
    /// a resumption.
    public static final int MOST_PER_TASK = 3;

    /// A lost output of a task that takes no others along.
    public Invalidate(
            RunKey run,
            int epoch,
            WorkerId worker,
            Claim claim,
            int parent,
            long execution,
            OutgoingEdges edges,
            Inputs inputs,
            boolean fenced) {
        this(run, epoch, worker, claim, parent, execution, new int[0], edges, inputs, fenced);
    }
}
