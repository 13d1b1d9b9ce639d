package dev.weft.worker;

import dev.weft.core.KeepRules;
import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.model.WorkDone;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Superseded;
import dev.weft.spi.WantedInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes outcomes final and sees to what became ready by it. Safe for many threads.
final class Committer {
    private static final Logger log = LoggerFactory.getLogger(Committer.class);

    private final Worker worker;
    private final RunStore store;
    private final Values values;
    private final Additions additions;
    private final Decisions decisions;
    private final WorkerEnvironment environment;
    private final WorkerSettings settings;

    Committer(
            Worker worker,
            RunStore store,
            Values values,
            Additions additions,
            Decisions decisions,
            WorkerEnvironment environment,
            WorkerSettings settings) {
        this.additions = additions;
        this.decisions = decisions;
        this.worker = worker;
        this.store = store;
        this.values = values;
        this.environment = environment;
        this.settings = settings;
    }

    /// Closes a segment with the output of its last task.
    ///
    /// @return what to execute next in this thread, if anything
    @Nullable Segment commit(Segment segment, Segment.Produced produced) {
        Output output = values.store(segment.run(), produced);
        SegmentTask last =
                new SegmentTask(
                        produced.record().task(),
                        produced.execution(),
                        Outcome.COMMITTED,
                        output,
                        produced.record().out(),
                        segment.inputs(),
                        segment.failures(),
                        segment.run().growing(produced.execution()),
                        false);
        Segment next = settle(segment, segment.finished(), last, produced.payload());
        boolean result = last.edges().size() == 0 && segment.run().over();
        if (output instanceof Output.Spread
                && (result || segment.template().kind() == TaskKind.EXPANSION)) {
            // Nobody makes it again if the store lost it before it was named in the commit.
            values.store(segment.run(), produced);
        }
        return next;
    }

    /// Closes a segment that has a whole fan-out in it.
    ///
    /// @return what to execute next in this thread, if anything
    @Nullable Segment commit(InlineFanOut fanOut) {
        Segment segment = fanOut.expansion();
        RunExecution run = segment.run();
        Expansions.Expanded added = fanOut.added();
        run.grows(added.execution(), added.scope());
        List<SegmentTask> tasks = new ArrayList<>(segment.finished());
        tasks.add(
                new SegmentTask(
                        added.expansion().task(),
                        added.execution(),
                        Outcome.COMMITTED,
                        Output.None.INSTANCE,
                        added.expansion().out(),
                        segment.inputs(),
                        segment.failures(),
                        added.added().growth(),
                        true));
        List<Segment.Produced> outputs = fanOut.outputs();
        for (Segment.Produced output : outputs) {
            tasks.add(
                    new SegmentTask(
                            output.record().task(),
                            output.execution(),
                            Outcome.COMMITTED,
                            values.store(run, output),
                            output.record().out(),
                            Inputs.NONE));
        }
        SegmentTask last = tasks.removeLast();
        return settle(segment, tasks, last, outputs.getLast().payload());
    }

    /// Closes a segment whose output nobody needs any more, since all its children had it from
    /// memory; stores it like any other if the store says that some child is not settled.
    @Nullable Segment commitElided(Segment segment, Segment.Produced produced, long digest) {
        SegmentTask elided =
                new SegmentTask(
                        produced.record().task(),
                        produced.execution(),
                        Outcome.COMMITTED,
                        new Output.Elided(digest),
                        produced.record().out(),
                        segment.inputs(),
                        segment.failures());
        CommitAnswer answer =
                commit(segment, List.of(elided), 0, true, WantedInputs.NONE, List.of());
        if (answer instanceof CommitAnswer.NotReady) {
            return commit(segment, produced);
        }
        if (answer instanceof CommitAnswer.Committed committed) {
            settled(segment.run(), List.of(), elided);
            return goOn(segment.run(), committed, GivenInputs.of(committed.inputs()), null);
        }
        return refused(segment, answer);
    }

    /// Commits what a segment has finished before its current task, which becomes a claim of its
    /// own.
    ///
    /// @return that claim, if it is still this worker's
    @Nullable Segment flush(Segment segment, Segment.Produced produced) {
        List<SegmentTask> finished = new ArrayList<>(segment.finished());
        SegmentTask inner = finished.removeLast();
        SegmentTask last =
                new SegmentTask(
                        inner.task(),
                        inner.execution(),
                        Outcome.COMMITTED,
                        values.store(segment.run(), produced),
                        produced.record().out(),
                        inner.inputs(),
                        inner.failures());
        return settle(segment, finished, last, produced.payload());
    }

    /// Settles a task as skipped.
    @Nullable Segment skip(Segment segment) {
        TaskRecord record = segment.current();
        SegmentTask skipped =
                new SegmentTask(
                        record.task(),
                        worker.newExecution(),
                        Outcome.SKIPPED,
                        Output.None.INSTANCE,
                        Additions.withoutAddition(segment.scope(), record),
                        segment.inputs());
        return settle(segment, List.of(), skipped, null);
    }

    /// Publishes the edges of a task whose winner did not get to it.
    @Nullable Segment publishFor(RunExecution run, Claim claim, TaskResult winner) {
        Scope scope = run.scope(winner.task());
        TaskRecord record = scope.record(winner.task());
        boolean adds =
                winner.outcome() == Outcome.COMMITTED
                        && scope.template(record).kind() == TaskKind.EXPANSION;
        Segment segment =
                new Segment(
                        run,
                        new Grant(claim.task(), claim.k(), ClaimMode.INVOKE, false, 0, 0),
                        GivenInputs.NONE);
        SegmentTask task =
                new SegmentTask(
                        winner.task(),
                        winner.execution(),
                        winner.outcome(),
                        winner.output(),
                        adds
                                ? additions.published(run, record, winner)
                                : values.edgesOf(run, scope, record, winner),
                        segment.inputs());
        return publish(segment, List.of(), task, null, false);
    }

    private @Nullable Segment settle(
            Segment segment, List<SegmentTask> before, SegmentTask last, @Nullable Payload made) {
        return publish(segment, before, last, made, true);
    }

    /// @param made the output of the last task as it is here, for those of its children that stay here
    /// @param own whether this worker made the outcome, and counts it, also if it did not hear the
    ///     first answer
    private @Nullable Segment publish(
            Segment segment,
            List<SegmentTask> before,
            SegmentTask last,
            @Nullable Payload made,
            boolean own) {
        RunExecution run = segment.run();
        Segment next = null;
        OutgoingEdges edges = last.edges();
        for (int part = 0; ; part++) {
            int from = part * Commit.MAX_EDGES;
            int to = Math.min(edges.size(), from + Commit.MAX_EDGES);
            boolean lastChunk = to == edges.size();
            OutgoingEdges chunk = edges.range(from, to);
            WantedInputs wanted =
                    store.keepsReferences()
                            ? WantedInputs.NONE
                            : InputWishes.of(run, last.task(), chunk);
            List<Grant> given = giveAway(run);
            CommitAnswer answer =
                    commit(segment, with(before, last, chunk), part, lastChunk, wanted, given);
            if (!(answer instanceof CommitAnswer.Committed committed)) {
                worker.runners().add(run, given, GivenInputs.NONE, 0);
                return refused(segment, answer);
            }
            worker.invoke(run, given, committed.nextDeadlineMicros());
            if (part == 0 && own) {
                settled(run, before, last);
            }
            if (lastChunk) {
                decisions.committed(run, last.task());
            }
            next = goOn(run, committed, given(segment, last, made, committed), next);
            if (lastChunk) {
                return next;
            }
        }
    }

    /// Waiting claims that others shall have, if somebody has asked for some.
    private List<Grant> giveAway(RunExecution run) {
        if (worker.isDraining()) {
            return worker.runners().takeAll(run);
        }
        return run.takeShare() ? worker.runners().takeHalf(run) : List.of();
    }

    /// What the children that stay here find without asking.
    private GivenInputs given(
            Segment segment,
            SegmentTask last,
            @Nullable Payload made,
            CommitAnswer.Committed committed) {
        if (committed.grants().isEmpty()) {
            return GivenInputs.NONE;
        }
        if (store.keepsReferences() || made == null) {
            return GivenInputs.of(committed.inputs());
        }
        byte[] bytes = values.bytes(made);
        return GivenInputs.of(
                committed.inputs(),
                new TaskResult(
                        last.task(),
                        last.outcome(),
                        segment.grant().claim(),
                        last.execution(),
                        new Output.Inline(new Payload.Encoded(bytes), bytes.length, digest(last)),
                        false));
    }

    private static long digest(SegmentTask task) {
        return switch (task.output()) {
            case Output.Inline(_, _, var digest) -> digest;
            case Output.Spread(_, var digest) -> digest;
            case Output.Elided(var digest) -> digest;
            case Output.None _, Output.Collected _ -> 0;
        };
    }

    private static List<SegmentTask> with(
            List<SegmentTask> before, SegmentTask last, OutgoingEdges edges) {
        SegmentTask chunk = edges.size() == last.edges().size() ? last : last.with(edges);
        if (before.isEmpty()) {
            return List.of(chunk);
        }
        List<SegmentTask> all = new ArrayList<>(before.size() + 1);
        all.addAll(before);
        all.add(chunk);
        return all;
    }

    private CommitAnswer commit(
            Segment segment,
            List<SegmentTask> tasks,
            int part,
            boolean last,
            WantedInputs wanted,
            List<Grant> given) {
        RunExecution run = segment.run();
        WorkDone work = store.keepsReferences() ? WorkDone.NONE : run.counters().takeWork();
        Commit commit =
                new Commit(
                        run.key(),
                        run.epoch(),
                        settings.id(),
                        segment.grant().claim(),
                        tasks,
                        part,
                        last,
                        keep(),
                        wanted,
                        claims(given),
                        run.takeDeleted(),
                        work);
        CommitAnswer answer = Steps.take(run, environment, () -> store.commit(commit));
        if (!(answer instanceof CommitAnswer.Committed)) {
            run.counters().putBack(work);
        }
        return answer;
    }

    /// How many of the children that become ready this worker takes on.
    private int keep() {
        KeepRules keeps = settings.keeps();
        if (worker.isDraining()) {
            return 0;
        }
        return keeps.peers()
                ? keeps.keep(worker.runners().waiting(), worker.runners().executing())
                : Integer.MAX_VALUE;
    }

    private static List<Claim> claims(List<Grant> grants) {
        return grants.isEmpty() ? List.of() : grants.stream().map(Grant::claim).toList();
    }

    private void settled(RunExecution run, List<SegmentTask> before, SegmentTask last) {
        for (int i = 0; i < before.size(); i++) {
            SegmentTask task = before.get(i);
            countSettled(run, task.task());
            if (task.settlesGrown()) {
                run.grewWithin(task.execution());
            }
        }
        if (last.outcome() == Outcome.SKIPPED) {
            counts(run, last.task()).failed();
        } else {
            countSettled(run, last.task());
            run.grew(last.execution());
        }
    }

    /// A task in the place of an exit that is not known is counted with those which it came with.
    private static void countSettled(RunExecution run, int task) {
        if (!run.scope(task).isExit(task)) {
            counts(run, task).settled();
        }
    }

    private static TaskCounts counts(RunExecution run, int task) {
        return run.scope(task).templateOf(task).counts();
    }

    private @Nullable Segment goOn(
            RunExecution run,
            CommitAnswer.Committed committed,
            GivenInputs given,
            @Nullable Segment next) {
        if (committed.status().ended()) {
            worker.end(run);
            deleteWhenTheEndIsSure(run, committed.garbage());
            return null;
        }
        values.delete(run, committed.garbage());
        return worker.take(run, committed.grants(), given, committed.nextDeadlineMicros(), next);
    }

    /// A store that loses the end of a run goes on with it, and needs its values again: they stay until the
    /// end is one that the store cannot lose any more.
    private void deleteWhenTheEndIsSure(RunExecution run, List<ValueId> garbage) {
        Duration lossWindow = run.limits().lossWindow();
        if (lossWindow.isZero() || garbage.stream().noneMatch(ValueId::spread)) {
            values.delete(run, garbage);
        } else {
            environment.schedule(lossWindow.toNanos(), () -> deleteIfDone(run, garbage));
        }
    }

    private void deleteIfDone(RunExecution run, List<ValueId> garbage) {
        try {
            if (store.find(run.key().id())
                    .filter(found -> found.run().equals(run.key()))
                    .filter(found -> found.status() == RunStatus.DONE)
                    .isPresent()) {
                values.delete(run, garbage);
            }
        } catch (StoreUnavailableException e) {
            log.warn("run {}: values not deleted, they will expire: {}", run.key(), e.toString());
        }
    }

    private @Nullable Segment refused(Segment segment, CommitAnswer answer) {
        RunExecution run = segment.run();
        switch (answer) {
            case CommitAnswer.Refused(var reason, _) -> {
                log.debug("commit of {} in run {}: {}", segment.grant(), run.key(), reason);
                if (reason == Superseded.STALE_INPUT) {
                    return segment.again();
                }
            }
            case CommitAnswer.Over _ -> worker.end(run);
            case CommitAnswer.NotReady(var missing) ->
                    throw new IllegalStateException(
                            "commit of %s in run %s must name what is stored, was %s"
                                    .formatted(segment.grant(), run.key(), missing));
            case CommitAnswer.Committed _ -> throw new AssertionError(answer);
        }
        return null;
    }
}
