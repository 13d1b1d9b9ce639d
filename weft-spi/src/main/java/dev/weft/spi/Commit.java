package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.model.WorkDone;
import dev.weft.model.WorkerId;
import java.util.List;

/// The outcome of a segment: a claimed task and those that the same worker executed after it, all of
/// whose parents are in the segment or committed. Accepted or refused whole.
///
/// A task with more than [#MAX_EDGES] edges is published in several of these, which differ in
/// edges and `last` alone; only the last task of a segment may have that many. The first fixes the
/// outcome.
///
/// @param claim of the segment's first task
/// @param tasks in the order of execution, the claimed one first
/// @param last whether all edges are published with this step
/// @param keep how many of the children that become ready the caller keeps (CONTINUE), first ones
///     first; the rest is to be invoked
/// @param wanted inputs of children that the answer shall carry, as far as they are small
/// @param handOvers claims that the caller holds, has not begun to execute, and gives up: they
///     become INVOKE
/// @param deleted values from the garbage of earlier answers that the caller has deleted
/// @param work done since the worker last said so; added up when the step is accepted for the first time
public record Commit(
        RunKey run,
        int epoch,
        WorkerId worker,
        Claim claim,
        List<SegmentTask> tasks,
        boolean last,
        int keep,
        WantedInputs wanted,
        List<Claim> handOvers,
        List<ValueId> deleted,
        WorkDone work) {
    /// A commit that wants no inputs and tells of no work.
    public Commit(
            RunKey run,
            int epoch,
            WorkerId worker,
            Claim claim,
            List<SegmentTask> tasks,
            boolean last,
            int keep,
            List<Claim> handOvers,
            List<ValueId> deleted) {
        this(
                run,
                epoch,
                worker,
                claim,
                tasks,
                last,
                keep,
                WantedInputs.NONE,
                handOvers,
                deleted,
                WorkDone.NONE);
    }

    /// Most edges that one step publishes.
    public static final int MAX_EDGES = 512;

    /// The execution that decides whether this segment was committed before.
    public long execution() {
        return tasks.getFirst().execution();
    }
}
