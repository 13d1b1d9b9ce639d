package dev.weft.memory;

import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunOver;
import java.util.ArrayList;
import java.util.List;

/// REAP on a run that is there: issues claims anew whose deadline has passed.
final class ReapStep {
    private final RunState run;
    private final Coordination live;
    private final long now;
    private final List<Grant> reissued = new ArrayList<>();

    private ReapStep(RunState run, Coordination live, long now) {
        this.run = run;
        this.live = live;
        this.now = now;
    }

    static ReapAnswer take(RunState run, int max, long now) {
        Coordination live = run.coordination();
        if (live == null || !run.isRunning()) {
            return new ReapAnswer.Over(RunOver.OVER);
        }
        return new ReapStep(run, live, now).take(max);
    }

    private ReapAnswer take(int max) {
        if (run.hardEndMicros() <= now) {
            String message =
                    "the run lasted longer than its hard end, %s".formatted(run.limits().hardEnd());
            int sink = run.submit.sink();
            run.keep(StoreErrors.error(sink, ErrorCode.EXPIRED, message, now));
            run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        }
        for (int looked = 0; looked < max && run.isRunning(); looked++) {
            LiveClaim claim = live.claims.due(now);
            if (claim == null) {
                break;
            }
            reap(claim);
        }
        return answer();
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
        }
        if (claim.started || claim.isBackingOff()) {
            live.claims.reissue(claim, now);
        } else {
            live.claims.dispatchAgain(claim, now);
        }
        run.record(now, RunEvent.Kind.REISSUED, claim.task, claim.k, 1);
        reissued.add(live.grant(claim));
    }

    private void poison(LiveClaim claim) {
        run.keep(StoreErrors.poison(claim, run.limits().poisonLimit(), now));
        live.claims.dispatch(claim, now);
        run.record(now, RunEvent.Kind.TASK_FAILED, claim.task, claim.k, 1);
        run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
    }

    private ReapAnswer answer() {
        boolean running = run.isRunning();
        List<Grant> grants = running ? reissued : List.of();
        List<ValueId> garbage = running ? live.trash.handOut(now) : List.of();
        return new ReapAnswer.Reaped(
                grants, garbage, run.nextDeadline(), run.epoch(), run.status());
    }
}
