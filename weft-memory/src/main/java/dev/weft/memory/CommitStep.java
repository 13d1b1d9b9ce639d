package dev.weft.memory;

import dev.weft.model.ErrorCode;
import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Missing;
import dev.weft.spi.RunOver;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Superseded;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// COMMIT on a run that is there. All questions come before the first write, in the order of the
/// protocol: committed before; over; the claim; the inputs.
///
/// A refused step changes nothing but the trash: what the caller has deleted leaves it, and what
/// the caller has stored in vain enters it.
final class CommitStep {
    private final RunState run;
    private final Coordination live;
    private final Commit commit;
    private final List<SegmentTask> tasks;
    private final SegmentTask first;
    private final long now;

    private CommitStep(RunState run, Coordination live, Commit commit, long now) {
        this.run = run;
        this.live = live;
        this.commit = commit;
        this.now = now;
        tasks = commit.tasks();
        first = tasks.getFirst();
    }

    static CommitAnswer take(RunState run, Commit commit, long now) {
        run.numbers().check(commit);
        Coordination live = run.coordination();
        return live == null
                ? afterDone(run, commit)
                : new CommitStep(run, live, commit, now).take();
    }

    /// Of a run that is done only the sink's outcome is known.
    private static CommitAnswer afterDone(RunState run, Commit commit) {
        TaskResult result = run.result();
        for (SegmentTask task : commit.tasks()) {
            if (result != null && task.task() == result.task()) {
                return task.execution() == result.execution()
                        ? new CommitAnswer.Committed(
                                true,
                                List.of(),
                                List.of(),
                                run.leftovers(),
                                Long.MAX_VALUE,
                                run.status())
                        : new CommitAnswer.Refused(Superseded.DUPLICATE, List.of(result));
            }
        }
        return new CommitAnswer.Over(RunOver.OVER);
    }

    private CommitAnswer take() {
        live.trash.acknowledge(commit.deleted());
        if (live.ledger.isSettled(first.task())) {
            return live.ledger.execution(first.task()) == first.execution()
                    ? goOn()
                    : refuse(Superseded.DUPLICATE, List.of(live.result(first.task())));
        }
        if (commit.epoch() != run.epoch()) {
            if (commit.epoch() < run.epoch()) { // else it is final no more than the end of the run
                discard();
            }
            return new CommitAnswer.Over(RunOver.OVER);
        }
        LiveClaim claim = live.claims.of(commit.claim().task());
        Superseded objection = Claims.objection(claim, commit.claim().k());
        if (objection != null || claim == null || commit.claim().task() != first.task()) {
            return refuse(objection == null ? Superseded.UNKNOWN : objection, List.of());
        }
        if (anyGrownOtherwise()) {
            return refuse(Superseded.STALE_INPUT, List.of());
        }
        CommitAnswer refused = othersInSegment();
        return refused != null ? refused : afterInputs(claim);
    }

    /// Whether the numbers of tasks that are added are not those which were given for them: the store has lost
    /// them since, and they may be others' by now.
    private boolean anyGrownOtherwise() {
        for (int i = 0; i < tasks.size(); i++) {
            SegmentTask task = tasks.get(i);
            if (task.grown() != null
                    && !task.grown().equals(run.growing().of(task.task(), task.execution()))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable CommitAnswer othersInSegment() {
        for (int i = 1; i < tasks.size(); i++) {
            int task = tasks.get(i).task();
            if (live.ledger.isSettled(task)) {
                return refuse(Superseded.DUPLICATE, List.of(live.result(task)));
            }
            if (live.claims.isClaimed(task)) {
                return refuse(Superseded.TAKEN, List.of());
            }
            if (live.claims.isAnnulled(task, commit.claim().k())) {
                return refuse(Superseded.STALE_INPUT, List.of());
            }
        }
        return null;
    }

    private CommitAnswer afterInputs(LiveClaim claim) {
        InputCheck inputs = new InputCheck(live, tasks);
        if (inputs.anyStale()) {
            return refuse(Superseded.STALE_INPUT, List.of());
        }
        Missing missing = missing();
        if (missing != null) {
            return new CommitAnswer.NotReady(missing);
        }
        int diverged = inputs.diverged();
        if (diverged >= 0) {
            diverge(diverged);
            return new CommitAnswer.Over(RunOver.OVER);
        }
        inputs.rememberUses();
        return settle(claim);
    }

    /// Mixing two different outputs of one task is never silent.
    private void diverge(int task) {
        discard();
        if (run.isRunning()) {
            String message = "its output differs from the one that its children have used";
            run.keep(StoreErrors.error(task, ErrorCode.DIVERGED, message, now));
            run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        }
    }

    /// An output that was never stored must be needed by nobody any more. A child that failed or was
    /// skipped needs it if the run is resumed.
    private @Nullable Missing missing() {
        for (int i = 0; i < tasks.size(); i++) {
            SegmentTask task = tasks.get(i);
            if (task.output() instanceof Output.Elided) {
                if (task.task() == run.submit.sink()) {
                    return Missing.VALUE_MISSING;
                }
                for (int child : task.edges().children()) {
                    if (!live.ledger.isSettled(child)
                            || live.ledger.outcome(child) != Outcome.COMMITTED) {
                        return Missing.CHILDREN_OPEN;
                    }
                }
            }
        }
        return null;
    }

    private CommitAnswer settle(LiveClaim claim) {
        run.add(commit.work());
        boolean sink = false;
        for (int i = 0; i < tasks.size(); i++) {
            settle(tasks.get(i));
            sink |= tasks.get(i).task() == run.submit.sink();
        }
        if (commit.part() == 0 && commit.last()) {
            live.claims.release(claim);
        } else {
            open(claim);
        }
        boolean skipped = first.outcome() == Outcome.SKIPPED;
        RunEvent.Kind kind = skipped ? RunEvent.Kind.SKIPPED : RunEvent.Kind.COMMITTED;
        run.record(now, kind, first.task(), commit.claim().k(), settled());
        Publication publication = publish();
        consume();
        if (sink && run.isRunning()) {
            end();
        }
        if (run.status() != RunStatus.DONE) {
            publication.letIn(first.task(), first.execution());
        }
        return committed(false, publication);
    }

    private void settle(SegmentTask task) {
        live.ledger.settle(
                task.task(), task.outcome(), commit.claim(), task.execution(), task.output());
        live.forgetUse(task.task());
        run.triedAgain(task.task(), task.failures());
        if (task.settlesGrown()) {
            settleGrown(task);
        }
        LiveClaim withdrawn = live.claims.of(task.task());
        if (withdrawn != null && withdrawn.isWithdrawn()) {
            live.claims.release(withdrawn);
        }
    }

    /// What was executed in this segment is settled with the task that it comes from.
    private void settleGrown(SegmentTask task) {
        Growth grown = Objects.requireNonNull(task.grown());
        for (int i = 0; i < grown.tasks(); i++) {
            live.ledger.settle(
                    grown.firstTask() + i,
                    Outcome.COMMITTED,
                    commit.claim(),
                    task.execution(),
                    Output.None.INSTANCE);
        }
    }

    /// How many tasks are settled by this step.
    private int settled() {
        int settled = tasks.size();
        for (int i = 0; i < tasks.size(); i++) {
            SegmentTask task = tasks.get(i);
            settled += task.settlesGrown() ? Objects.requireNonNull(task.grown()).tasks() : 0;
        }
        return settled;
    }

    /// Keeps the claim in the index until all edges are published.
    private void open(LiveClaim claim) {
        claim.open(tasks.getLast().task());
        claim.published(commit.part(), commit.last());
        claim.byTask = -1;
        claim.endBackOff();
        if (claim.k == commit.claim().k() && !claim.parked) {
            live.claims.keep(claim, claim.mode, commit.worker(), now);
        }
    }

    /// Any chunk of the execution that committed is accepted, in any order, repeated or not.
    private CommitAnswer goOn() {
        if (commit.epoch() != run.epoch()) {
            return committed(true, new Publication(run, live, commit.worker(), 0, now));
        }
        Publication publication = publish();
        LiveClaim claim = live.openClaim(tasks.getLast().task());
        if (claim == null) {
            publication.letInAgain(first.task(), first.execution());
            return committed(!publication.anyNew(), publication);
        }
        boolean closes = claim.published(commit.part(), commit.last());
        if (closes) {
            live.claims.release(claim);
            publication.letIn(first.task(), first.execution());
        } else if (claim.isOwnedBy(commit.worker())) {
            live.claims.renew(claim, now);
        }
        return committed(!closes && !publication.anyNew(), publication);
    }

    private Publication publish() {
        Publication publication = new Publication(run, live, commit.worker(), commit.keep(), now);
        for (int i = 0; i < tasks.size(); i++) {
            SegmentTask task = tasks.get(i);
            // A repeated step that has grown must not publish what it did not commit.
            if (live.ledger.isSettled(task.task())
                    && live.ledger.execution(task.task()) == task.execution()) {
                publication.publish(task.task(), task.edges());
            }
        }
        return publication;
    }

    private void consume() {
        for (int i = 0; i < tasks.size(); i++) {
            SegmentTask task = tasks.get(i);
            if (task.outcome() == Outcome.COMMITTED) {
                live.consume(task.inputs(), now);
            } else {
                live.holdBack(task.inputs());
            }
            live.freeIfConsumed(task.task(), now);
        }
    }

    private void end() {
        if (live.ledger.outcome(run.submit.sink()) == Outcome.COMMITTED) {
            run.done(live, now);
        } else {
            run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        }
    }

    private CommitAnswer committed(boolean again, Publication publication) {
        handOver();
        return new CommitAnswer.Committed(
                again,
                publication.grants(),
                CarriedInputs.of(live, commit.wanted(), publication.grants()),
                garbage(),
                run.nextDeadline(),
                run.status());
    }

    private List<ValueId> garbage() {
        return switch (run.status()) {
            case RUNNING -> live.trash.handOut(now);
            case DONE -> run.leftovers();
            case FAILED, CANCELLED -> List.of();
        };
    }

    private void handOver() {
        for (int i = 0; i < commit.handOvers().size(); i++) {
            live.claims.handOver(commit.handOvers().get(i), commit.worker(), now);
        }
    }

    private CommitAnswer refuse(Superseded reason, List<TaskResult> winner) {
        if (isFinal(reason)) {
            discard();
        }
        return new CommitAnswer.Refused(reason, winner);
    }

    /// Whether the same step can never be accepted. A claim that is unknown may only be withdrawn: when
    /// its last parent has committed it is there again, and late but good work is accepted.
    private static boolean isFinal(Superseded reason) {
        return switch (reason) {
            case DUPLICATE, FENCED, STALE_INPUT -> true;
            case UNKNOWN, TAKEN -> false;
        };
    }

    /// Has the values deleted that were stored for this commit.
    private void discard() {
        for (int i = 0; i < tasks.size(); i++) {
            SegmentTask task = tasks.get(i);
            if (task.output() instanceof Output.Spread) {
                live.freeOrphan(task.task(), task.execution(), now);
            }
        }
    }
}
