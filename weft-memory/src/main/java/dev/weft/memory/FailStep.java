package dev.weft.memory;

import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.Superseded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// FAIL on a run that is there: an outcome like COMMIT, but of the latest k only.
///
/// After a final failure in a run that does not go on, the task keeps its claim: a resumption issues
/// it anew.
final class FailStep {
    private final RunState run;
    private final Coordination live;
    private final Fail fail;
    private final int task;
    private final long now;

    private FailStep(RunState run, Coordination live, Fail fail, long now) {
        this.run = run;
        this.live = live;
        this.fail = fail;
        this.now = now;
        task = fail.claim().task();
    }

    static FailAnswer take(RunState run, Fail fail, long now) {
        run.numbers().check(fail.claim());
        run.numbers().checkPart(fail.part());
        run.numbers().check(fail.edges());
        run.numbers().check(fail.inputs());
        Coordination live = run.coordination();
        return live == null
                ? new FailAnswer.Over(RunOver.OVER)
                : new FailStep(run, live, fail, now).take();
    }

    private FailAnswer take() {
        LiveClaim claim = live.claims.of(task);
        if (live.ledger.isSettled(task)) {
            return isLossOfEdges(claim) ? endRun() : settledBefore(claim);
        }
        if (claim != null && claim.hasFailed(fail.claim().k(), fail.execution())) {
            Publication publication = noEdges();
            publication.letInAgain(task, fail.execution());
            return recorded(true, publication);
        }
        if (fail.epoch() != run.epoch() || run.status() == RunStatus.CANCELLED) {
            return new FailAnswer.Over(RunOver.OVER);
        }
        Superseded objection = objection(claim);
        if (objection != null || claim == null) {
            return new FailAnswer.Refused(objection == null ? Superseded.UNKNOWN : objection);
        }
        return record(claim);
    }

    /// What is left of a settled task's edges may be what is lost.
    private boolean isLossOfEdges(@Nullable LiveClaim claim) {
        return fail.endsRun()
                && claim != null
                && claim.isOpen()
                && claim.k == fail.claim().k()
                && fail.epoch() == run.epoch()
                && run.isRunning();
    }

    private FailAnswer endRun() {
        run.keep(fail.error());
        run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        return recorded(false, noEdges());
    }

    private FailAnswer settledBefore(@Nullable LiveClaim claim) {
        boolean mine =
                live.ledger.outcome(task) == Outcome.FAILED
                        && live.ledger.execution(task) == fail.execution();
        if (!mine) {
            return new FailAnswer.Refused(Superseded.DUPLICATE);
        }
        if (fail.epoch() != run.epoch()) {
            return recorded(true, noEdges());
        }
        Publication publication = publish();
        if (claim == null) {
            publication.letInAgain(task, fail.execution());
        }
        if (claim == null || !claim.published(fail.part(), fail.last())) {
            return recorded(!publication.anyNew(), publication);
        }
        live.claims.release(claim);
        publication.letIn(task, fail.execution());
        return recorded(false, publication);
    }

    private @Nullable Superseded objection(@Nullable LiveClaim claim) {
        Superseded objection = Claims.objection(claim, fail.claim().k());
        if (objection != null || claim == null) {
            return objection;
        }
        boolean current = fail.claim().k() == claim.k && !claim.isBackingOff() && !claim.parked;
        return current ? null : Superseded.UNKNOWN;
    }

    private FailAnswer record(LiveClaim claim) {
        run.keep(fail.error());
        LiveClaim.Trouble trouble = claim.trouble();
        // Attempts that failed under this claim without a step of their own count too.
        trouble.failures = Math.max(trouble.failures + 1, fail.error().attempt());
        trouble.failedK = fail.claim().k();
        trouble.failedExecution = fail.execution();
        boolean again = fail.retryAfter().isPresent();
        RunEvent.Kind kind = again ? RunEvent.Kind.ATTEMPT_FAILED : RunEvent.Kind.TASK_FAILED;
        run.record(now, kind, task, claim.k, 1);
        run.triedAgain(task, again ? trouble.failures : trouble.failures - 1);
        if (again) {
            backOff(claim);
        } else if (run.isRunning() && run.limits().goOn() && !fail.endsRun()) {
            return settle(claim);
        } else if (run.isRunning()) {
            run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        }
        Publication publication = noEdges();
        publication.letIn(task, fail.execution());
        return recorded(false, publication);
    }

    private void backOff(LiveClaim claim) {
        long delay = Micros.of(fail.retryAfter().orElseThrow());
        if (live.edges.arrivals(task) < claim.inDegree) {
            live.claims.withdraw(claim);
            claim.trouble().notBefore = Micros.after(now, delay);
        } else {
            live.claims.backOff(claim, Micros.after(now, delay));
        }
    }

    private FailAnswer settle(LiveClaim claim) {
        live.ledger.settle(
                task, Outcome.FAILED, fail.claim(), fail.execution(), Output.None.INSTANCE);
        live.rememberFailed(claim);
        if (fail.part() == 0 && fail.last()) {
            live.claims.release(claim);
        } else {
            claim.open(task);
            claim.published(fail.part(), fail.last());
            claim.byTask = -1;
            live.claims.renew(claim, now);
        }
        live.holdBack(fail.inputs());
        Publication publication = publish();
        if (task == run.submit.sink()) {
            run.end(RunStatus.FAILED, RunEvent.Kind.FAILED, now);
        }
        publication.letIn(task, fail.execution());
        return recorded(false, publication);
    }

    private Publication publish() {
        Publication publication = noEdges();
        publication.publish(task, fail.edges());
        return publication;
    }

    private Publication noEdges() {
        return new Publication(run, live, fail.worker(), 0, now);
    }

    private FailAnswer recorded(boolean again, Publication publication) {
        return new FailAnswer.Recorded(
                again,
                run.isRunning() ? publication.grants() : List.of(),
                run.nextDeadline(),
                run.status());
    }
}
