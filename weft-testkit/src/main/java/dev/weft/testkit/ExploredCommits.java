package dev.weft.testkit;

import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.SegmentTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The commits of an exploration's workers, and what must hold of them whatever state they find.
final class ExploredCommits {
    private final ExploredRun world;
    private final RunDriver run;

    ExploredCommits(ExploredRun world) {
        this.world = world;
        run = world.run;
    }

    /// Builds the commit of what a worker has to do.
    ExploredStep.Close of(ExploredWorker worker, ExploredAction action) {
        ExploredTask task = worker.todo.get(action.what());
        if (task.rest() != null) {
            return new ExploredStep.Close(task, task.rest(), null);
        }
        TaskResult winner = task.winner();
        if (winner != null) {
            Commit all = run.commitOf(task.work()).only(winner.task(), winner.execution()).build();
            return new ExploredStep.Close(task, all, null);
        }
        requireInputs(worker, task);
        Growth growth = world.growths.get(task.work().execution());
        if (growth != null) {
            world.wiring.be(growth);
        }
        try {
            return close(worker, task, action, growth);
        } finally {
            world.followTheOutcome();
        }
    }

    private ExploredStep.Close close(
            ExploredWorker worker,
            ExploredTask task,
            ExploredAction action,
            @Nullable Growth growth) {
        CommitSketch sketch = sketch(worker, task, action);
        if (growth != null) {
            sketch.growing(growth);
        }
        if (!action.is(ExploredAction.IN_CHUNKS)) {
            return new ExploredStep.Close(task, sketch.build(), null);
        }
        int edges = world.wiring.children(task.task()).length;
        Commit first = sketch.chunk(0, 0, 1, false).build();
        return new ExploredStep.Close(task, first, sketch.chunk(1, 1, edges, true).build());
    }

    private CommitSketch sketch(ExploredWorker worker, ExploredTask task, ExploredAction action) {
        CommitSketch sketch = run.commitOf(task.work());
        if (action.is(ExploredAction.GOING_ON)) {
            int child = world.wiring.children(task.task())[0];
            sketch.then(child);
            Map<Integer, Long> inputs = Map.of(task.task(), task.work().execution());
            world.made.put(
                    sketch.executionOf(child),
                    new ExploredRun.Made(child, world.made.size(), inputs));
        }
        long digest = sketch.latest() + 1L;
        sketch.output(
                action.is(ExploredAction.ELIDING)
                        ? new Output.Elided(digest)
                        : new Output.Spread(100_000, digest));
        if (task.holder() >= 0) {
            int holder = task.holder();
            sketch.used(holder, task.inputs().getOrDefault(holder, 0L), holder + 1L);
        }
        sketch.keep(action.is(ExploredAction.KEEPING) ? Integer.MAX_VALUE : 0);
        sketch.deleted(worker.toAcknowledge);
        worker.toAcknowledge.clear();
        return sketch;
    }

    /// A worker's inputs are there as long as its claim is its own.
    private void requireInputs(ExploredWorker worker, ExploredTask task) {
        for (int parent : task.inputs().keySet()) {
            TaskResult result = parent == task.holder() ? null : run.result(parent);
            if (result != null && !world.isReadable(result) && !isGone(worker, task)) {
                throw new AssertionError(
                        "task %d is being executed and the output of %d must be there, was %s"
                                .formatted(task.task(), parent, result));
            }
        }
    }

    private boolean isGone(ExploredWorker worker, ExploredTask task) {
        return world.isLost(worker.id(), task.work());
    }

    /// Takes a commit, and checks that it may be accepted if it is.
    CommitAnswer send(ExploredStep.Close close) {
        Commit commit = close.commit();
        int epoch = run.record().epoch();
        CommitAnswer answer = run.commit(commit);
        if (answer instanceof CommitAnswer.Committed committed) {
            for (SegmentTask task : commit.tasks()) {
                note(task);
            }
            world.followTheOutcome();
            if (!committed.again()) {
                requireCurrent(commit, epoch);
            }
        }
        return answer;
    }

    private void requireCurrent(Commit commit, int epoch) {
        if (commit.epoch() != epoch) {
            throw new AssertionError(
                    "a commit of epoch %d must not be accepted in epoch %d"
                            .formatted(commit.epoch(), epoch));
        }
        int task = commit.claim().task();
        ExploredRun.Issued issued = world.issued.get(task);
        boolean lost = issued != null && issued.last() > commit.claim().k();
        if (lost && world.wiring.isFenced(task)) {
            throw new AssertionError(
                    "task %d has outside effects, and a lost claim must not commit it"
                            .formatted(task));
        }
    }

    private void note(SegmentTask task) {
        Long before = world.committed.putIfAbsent(task.task(), task.execution());
        if (before != null && before != task.execution()) {
            throw new AssertionError(
                    "task %d was committed by %x and must not be by %x"
                            .formatted(task.task(), before, task.execution()));
        }
        if (task.outcome() != Outcome.COMMITTED) {
            throw new AssertionError("task %d must not be skipped".formatted(task.task()));
        }
    }
}
