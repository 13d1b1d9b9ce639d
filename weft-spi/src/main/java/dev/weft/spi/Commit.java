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
/// edges, `part` and `last` alone; only the last task of a segment may have that many. Whichever comes first
/// fixes the outcome. The task stays open until the parts from 0 up to the one that carries `last` have all
/// arrived: a store that has lost some of them must not take the last for all.
///
/// @param claim of the segment's first task
/// @param tasks in the order of execution, the claimed one first
/// @param part number of this step among those that publish the edges, from 0; each has the same edges
///     whoever sends it
/// @param last whether this part has the last of the edges
/// @param keep how many of the children that become ready, and of the parked tasks that are let in, the caller
///     keeps (CONTINUE), first ones first; the rest is to be invoked
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
        int part,
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
            int part,
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
                part,
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
