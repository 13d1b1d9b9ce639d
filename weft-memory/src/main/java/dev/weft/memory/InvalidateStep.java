package dev.weft.memory;

import dev.weft.model.ClaimMode;
import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.Superseded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// INVALIDATE on a run that is there: un-commits a task whose output is lost, so that it is made again.
///
/// Children that have settled stay: they have used the output, and the task's next commit is compared
/// with it. The unsettled ones wait for the task once more; whatever was begun of them is void, since it
/// may have read the lost output.
final class InvalidateStep {
    private final RunState run;
    private final Coordination live;
    private final Invalidate invalidate;
    private final int parent;
    private final int segment;
    private final long now;

    private InvalidateStep(RunState run, Coordination live, Invalidate invalidate, long now) {
        this.run = run;
        this.live = live;
        this.invalidate = invalidate;
        this.now = now;
        parent = invalidate.parent();
        segment = live.ledger.segment(parent);
    }

    static InvalidateAnswer take(RunState run, Invalidate invalidate, long now) {
        run.numbers().check(invalidate.claim());
        run.numbers().checkTask(invalidate.parent());
        for (int task : invalidate.along()) {
            run.numbers().checkTask(task);
        }
        run.numbers().check(invalidate.edges());
        run.numbers().check(invalidate.inputs());
        Coordination live = run.coordination();
        boolean over = live == null || !run.isRunning() || invalidate.epoch() != run.epoch();
        return over || live == null
                ? new InvalidateAnswer.Over(RunOver.OVER)
                : new InvalidateStep(run, live, invalidate, now).take();
    }

    private InvalidateAnswer take() {
        Coordination.LostOutput before = live.lostOutput(parent);
        if (before != null
                && before.execution() == invalidate.execution()
                && before.reader().equals(invalidate.claim())) {
            return invalidated(true);
        }
        Superseded objection = objection(live.claims.of(invalidate.claim().task()));
        if (objection != null) {
            return new InvalidateAnswer.Refused(objection);
        }
        if (!live.ledger.isSettled(parent)
                || live.ledger.outcome(parent) != Outcome.COMMITTED
                || live.ledger.execution(parent) != invalidate.execution()) {
            return new InvalidateAnswer.Changed();
        }
        int times = before == null ? 0 : before.times();
        if (times >= Invalidate.MOST_PER_TASK) {
            return giveUp(times + 1);
        }
        rememberLost(parent, before, times + 1);
        for (int task : invalidate.along()) {
            if (isAlong(task)) {
                Coordination.LostOutput earlier = live.lostOutput(task);
                rememberLost(task, earlier, earlier == null ? 0 : earlier.times());
            }
        }
        invalidate();
        return invalidated(false);
    }

    private void rememberLost(int task, Coordination.@Nullable LostOutput before, int times) {
        long digest = live.ledger.digest(task);
        live.rememberLost(
                task,
                new Coordination.LostOutput(
                        live.ledger.execution(task),
                        digest == 0 && before != null ? before.digest() : digest,
                        invalidate.claim(),
                        times));
    }

    /// Whether a task was committed in the segment of the lost one.
    private boolean isAlong(int task) {
        return live.ledger.isSettled(task) && live.ledger.segment(task) == segment;
    }

    private @Nullable Superseded objection(@Nullable LiveClaim claim) {
        int reader = invalidate.claim().task();
        if (live.ledger.isSettled(reader)) {
            return Superseded.DUPLICATE;
        }
        Superseded objection = Claims.objection(claim, invalidate.claim().k());
        if (objection != null || claim == null) {
            return objection == null ? Superseded.UNKNOWN : objection;
        }
        if (claim.k != invalidate.claim().k() || claim.isBackingOff()) {
            return Superseded.UNKNOWN;
        }
        return claim.isOwnedBy(invalidate.worker()) ? null : Superseded.TAKEN;
    }

    private InvalidateAnswer giveUp(int times) {
        String message =
                "its output was lost %d times, of which it was made again %d times"
                        .formatted(times, times - 1);
        run.keep(StoreErrors.error(parent, ErrorCode.DATA_LOSS, message, now));
        run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        return invalidated(false);
    }

    private void invalidate() {
        stopPublishing();
        for (int task : invalidate.along()) {
            if (isAlong(task)) {
                unsettle(task);
            }
        }
        unsettleGrown();
        unsettle(parent);
        takeBackEdges();
        takeBackInputs();
        claim();
    }

    /// What the task has added, if that was executed in the same segment.
    private void unsettleGrown() {
        Growth growth = run.growing().of(parent, invalidate.execution());
        if (growth == null || !(live.ledger.output(parent) instanceof Output.None)) {
            return;
        }
        for (int i = 0; i < growth.tasks(); i++) {
            live.ledger.unsettle(growth.firstTask() + i);
        }
    }

    private void unsettle(int task) {
        boolean spread = live.ledger.isSpread(task);
        long execution = live.ledger.execution(task);
        live.trash.takeBack(task);
        live.ledger.unsettle(task);
        if (spread) {
            // Maybe it is only out of the reader's sight.
            live.trash.freeOrphan(new ValueId(task, execution, true), now);
        }
    }

    /// Nobody publishes what is left of the edges, if some were.
    private void stopPublishing() {
        LiveClaim open = live.openClaim(parent);
        if (open != null) {
            open.close();
            live.claims.release(open);
        }
    }

    private void takeBackEdges() {
        OutgoingEdges edges = invalidate.edges();
        for (int i = 0; i < edges.size(); i++) {
            int child = edges.children()[i];
            if (!live.ledger.isSettled(child)) {
                live.edges.takeBack(edges.edges()[i], child);
                int inDegree = edges.inDegrees()[i];
                LiveClaim claim = live.claims.annul(child, inDegree, edges.fenced().get(i), now);
                if (live.edges.arrivals(child) >= inDegree) { // it waits for some parents only
                    claim.endBackOff();
                    live.claims.dispatch(claim, now);
                }
            }
        }
    }

    /// Within a segment edges do not arrive; and a parent may be in the making again itself.
    private void takeBackInputs() {
        Inputs inputs = invalidate.inputs();
        for (int i = 0; i < inputs.parents().length; i++) {
            int edge = inputs.firstEdge() + i;
            int from = inputs.parents()[i];
            if (live.edges.isConsumed(from)) {
                live.trash.takeBack(from);
            }
            live.edges.takeBackConsumption(edge, from, inputs.outDegrees()[i]);
            if (live.ledger.isSettled(from)) {
                live.edges.arrive(edge, parent, false);
            } else {
                live.edges.takeBack(edge, parent);
            }
        }
    }

    private void claim() {
        int inDegree = invalidate.inputs().parents().length;
        LiveClaim claim = live.claims.annul(parent, inDegree, invalidate.fenced(), now);
        claim.endBackOff();
        if (live.edges.arrivals(parent) == inDegree) {
            live.claims.dispatch(claim, now);
        }
        run.record(now, RunEvent.Kind.INVALIDATED, parent, claim.k, 1);
    }

    private InvalidateAnswer invalidated(boolean again) {
        List<Grant> grants = new ArrayList<>(1);
        LiveClaim claim = live.claims.of(parent);
        boolean granted =
                run.isRunning()
                        && !live.ledger.isSettled(parent)
                        && claim != null
                        && claim.lane != null
                        && !claim.isBackingOff()
                        && claim.mode == ClaimMode.INVOKE
                        && claim.owner == null;
        if (granted && claim != null) {
            grants.add(live.grant(claim));
        }
        letIn(again).forEach(other -> grants.add(live.grant(other)));
        return new InvalidateAnswer.Invalidated(
                again, run.isRunning() ? grants : List.of(), run.nextDeadline(), run.status());
    }

    /// What has a place instead of the claims that were dropped.
    private List<LiveClaim> letIn(boolean again) {
        long execution = invalidate.execution();
        if (!live.claims.areBounded()) {
            return List.of();
        }
        return again
                ? live.claims.issuedBy(parent, execution, null)
                : live.claims.letIn(parent, execution, now);
    }
}
