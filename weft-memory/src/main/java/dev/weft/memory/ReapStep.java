package dev.weft.memory;

import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.spi.LostWorker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunOver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// REAP on a run that is there: issues claims anew whose deadline has passed, or whose worker is known
/// to be dead.
final class ReapStep {
    private final RunState run;
    private final Coordination live;
    private final @Nullable LostWorker lost;
    private final long now;
    private final List<Grant> reissued = new ArrayList<>();
    private int errors;

    private ReapStep(RunState run, Coordination live, @Nullable LostWorker lost, long now) {
        this.run = run;
        this.live = live;
        this.lost = lost;
        this.now = now;
    }

    /// Of claims whose deadline has passed. After a silence those that somebody holds are spared for a
    /// lease: the store may not have been there to renew them.
    static ReapAnswer take(RunState run, int max, long now) {
        Coordination live = run.coordination();
        if (live == null) {
            return new ReapAnswer.Reaped(
                    List.of(), run.leftovers(now), Long.MAX_VALUE, run.epoch(), run.status());
        }
        if (!run.isRunning()) {
            return new ReapAnswer.Over(RunOver.OVER);
        }
        ReapStep step = new ReapStep(run, live, null, now);
        step.endIfTooOld();
        boolean leases = run.leasesFrom() <= now;
        for (int looked = 0; looked < max && run.isRunning(); looked++) {
            LiveClaim claim = live.claims.due(now, leases);
            if (claim == null) {
                break;
            }
            step.reap(claim);
        }
        return step.answer();
    }

    /// Of all claims of a dead worker.
    static ReapAnswer take(RunState run, LostWorker lost, long now) {
        Coordination live = run.coordination();
        if (live == null || !run.isRunning()) {
            return new ReapAnswer.Over(RunOver.OVER);
        }
        ReapStep step = new ReapStep(run, live, lost, now);
        step.endIfTooOld();
        for (LiveClaim claim : live.claims.all()) {
            if (run.isRunning() && claim.isOwnedBy(lost.worker())) {
                step.reap(claim);
            }
        }
        return step.answer();
    }

    private void endIfTooOld() {
        if (run.hardEndMicros() <= now) {
            String message =
                    "the run lasted longer than its hard end, %s".formatted(run.limits().hardEnd());
            int sink = run.submit.sink();
            run.keep(StoreErrors.error(sink, ErrorCode.EXPIRED, message, now));
            run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        }
    }

    private void reap(LiveClaim claim) {
        if (live.edges.arrivals(claim.task) < claim.inDegree && !claim.isOpen()) {
            live.claims.withdraw(claim);
            return;
        }
        if (claim.started && !claim.isOpen()) {
            claim.trouble().losses++;
            if (claim.losses() >= run.limits().poisonLimit()) {
                poison(claim);
                return;
            }
            keepError(claim);
        }
        if (claim.started || claim.isBackingOff()) {
            live.claims.reissue(claim, now);
        } else {
            live.claims.dispatchAgain(claim, now);
        }
        run.record(now, RunEvent.Kind.REISSUED, claim.task, claim.k, 1);
        reissued.add(live.grant(claim));
    }

    private void keepError(LiveClaim claim) {
        if (lost != null && errors < LostWorker.MOST_ERRORS) {
            errors++;
            run.keep(StoreErrors.lost(claim, run.limits().poisonLimit(), lost, now));
        }
    }

    private void poison(LiveClaim claim) {
        run.keep(StoreErrors.poison(claim, run.limits().poisonLimit(), lost, now));
        live.claims.dispatch(claim, now);
        run.record(now, RunEvent.Kind.TASK_FAILED, claim.task, claim.k, 1);
        run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
    }

    private ReapAnswer answer() {
        boolean running = run.isRunning();
        for (LiveClaim claim : live.claims.letIn(-1, 0, now)) {
            reissued.add(live.grant(claim));
        }
        List<Grant> grants = running ? reissued : List.of();
        List<ValueId> garbage = running ? live.trash.handOut(now) : List.of();
        return new ReapAnswer.Reaped(
                grants, garbage, run.nextDeadline(), run.epoch(), run.status());
    }
}
