package dev.weft.memory;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.util.BitSet;
import java.util.List;

/// A chain of tasks on a store with virtual time, committed one by one or in segments. An execution
/// has the number of its task plus 1,000.
final class Fixture {
    static final WorkerId WORKER = new WorkerId("w1");
    static final RunKey RUN = new RunKey(new RunId("chain"), 7);

    final int tasks;
    final RunLimits limits;
    long now = 1_000_000_000;
    final InMemoryRunStore store = new InMemoryRunStore(() -> now, true);

    Fixture(int tasks, RunLimits limits) {
        this.tasks = tasks;
        this.limits = limits;
    }

    Submit submission() {
        return new Submit(
                RUN,
                "shape",
                "content",
                tasks,
                tasks - 1,
                tasks - 1,
                new int[] {0},
                new BitSet(),
                limits,
                RunCode.HERE,
                "a test");
    }

    Claim submit() {
        SubmitAnswer.Created created = (SubmitAnswer.Created) store.submit(submission());
        return created.roots().getFirst().claim();
    }

    /// The edge from a task to the next: it has the number of its parent.
    OutgoingEdges out(int task) {
        return task == tasks - 1
                ? OutgoingEdges.NONE
                : new OutgoingEdges(
                        new int[] {task}, new int[] {task + 1}, new int[] {1}, new BitSet(0));
    }

    Inputs in(int task) {
        return task == 0
                ? Inputs.NONE
                : Inputs.fromStore(new int[] {task - 1}, new int[] {1}, task - 1);
    }

    SegmentTask inlined(int task) {
        Output output = new Output.Inline(new Payload.Shared("of " + task), 0, 0);
        return new SegmentTask(task, 1_000 + task, Outcome.COMMITTED, output, out(task), in(task));
    }

    Commit commit(Claim claim, int keep, List<SegmentTask> segment, List<ValueId> deleted) {
        return new Commit(RUN, 1, WORKER, claim, segment, 0, true, keep, List.of(), deleted);
    }

    CommitAnswer.Committed commit(Claim claim) {
        Commit commit = commit(claim, 1, List.of(inlined(claim.task())), List.of());
        return (CommitAnswer.Committed) store.commit(commit);
    }

    /// Commits tasks one by one, each kept by the worker, up to one that stays claimed.
    Claim commitUpTo(Claim first, int task) {
        Claim claim = first;
        while (claim.task() < task) {
            Grant grant = commit(claim).grants().getFirst();
            claim = grant.claim();
        }
        return claim;
    }
}
