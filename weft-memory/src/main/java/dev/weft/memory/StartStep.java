package dev.weft.memory;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Growth;
import dev.weft.model.RunEvent;
import dev.weft.model.WorkerId;
import dev.weft.spi.RunOver;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Superseded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// START on a run that is there.
///
/// A claim that waits for the end of a back-off is UNKNOWN: its k is spent with the attempt that
/// failed, and whoever reaps it when it is due issues the next. So is one that is parked.
final class StartStep {
    private final RunState run;
    private final Coordination live;
    private final WorkerId worker;
    private final long now;

    private StartStep(RunState run, Coordination live, WorkerId worker, long now) {
        this.run = run;
        this.live = live;
        this.worker = worker;
        this.now = now;
    }

    static StartAnswer take(RunState run, Start start, long now) {
        Coordination live = run.coordination();
        if (live == null || !run.isRunning() || start.epoch() != run.epoch()) {
            return new StartAnswer.Over(RunOver.OVER);
        }
        start.claims().forEach(adoption -> run.numbers().check(adoption.claim()));
        for (int input : start.inputs()) {
            run.numbers().checkTask(input);
        }
        StartStep step = new StartStep(run, live, start.worker(), now);
        List<Verdict> verdicts = new ArrayList<>(start.claims().size());
        for (Start.Adoption adoption : start.claims()) {
            verdicts.add(step.verdict(adoption.claim(), adoption.execution()));
        }
        // Nobody is told: they are dispatched again when their deadline has passed.
        live.claims.letIn(-1, 0, now);
        return new StartAnswer.Started(
                verdicts, live.results(start.inputs()), step.origins(verdicts), run.nextDeadline());
    }

    private List<Growth> origins(List<Verdict> verdicts) {
        if (run.growths().isEmpty()) {
            return List.of();
        }
        Origins origins = new Origins(run);
        for (Verdict verdict : verdicts) {
            switch (verdict) {
                case Verdict.Adopted(var grant) -> origins.add(grant.task());
                case Verdict.PublishOnly(_, var open) -> origins.add(open.task(), open.execution());
                case Verdict.Refused _, Verdict.NotReady _ -> {
                    // nobody executes or publishes anything
                }
            }
        }
        return origins.growths();
    }

    private Verdict verdict(Claim asked, long execution) {
        LiveClaim claim = live.claims.of(asked.task());
        boolean settled = live.ledger.isSettled(asked.task());
        if (settled && (claim == null || !claim.isOpen())) {
            return new Verdict.Refused(asked, Superseded.DUPLICATE);
        }
        Superseded objection = objection(claim, asked.k());
        if (objection != null || claim == null) {
            return new Verdict.Refused(asked, objection == null ? Superseded.UNKNOWN : objection);
        }
        if (!settled && live.edges.arrivals(claim.task) < claim.inDegree) {
            return notReady(claim);
        }
        return adopt(claim, execution);
    }

    /// Unlike an outcome, an execution begins under the latest k only.
    private static @Nullable Superseded objection(@Nullable LiveClaim claim, long k) {
        if (claim == null || k != claim.k || claim.isBackingOff() || claim.parked) {
            boolean fenced = claim != null && k >= claim.firstK && k < claim.fence();
            return fenced ? Superseded.FENCED : Superseded.UNKNOWN;
        }
        return null;
    }

    private Verdict notReady(LiveClaim claim) {
        if (claim.owner != null && !claim.isOwnedBy(worker)) {
            return new Verdict.Refused(claim.claim(), Superseded.TAKEN);
        }
        live.claims.withdraw(claim);
        return new Verdict.NotReady(claim.claim());
    }

    private Verdict adopt(LiveClaim claim, long execution) {
        boolean mine = claim.isOwnedBy(worker);
        if (mine && claim.execution == execution) {
            return adopted(claim);
        }
        // The keeper of a child may adopt it once, to name its execution.
        boolean free = claim.owner == null;
        boolean kept = mine && claim.mode == ClaimMode.CONTINUE && claim.execution == 0;
        if (!free && !kept) {
            return new Verdict.Refused(claim.claim(), Superseded.TAKEN);
        }
        claim.execution = execution;
        live.claims.keep(claim, claim.mode, worker, now);
        run.record(now, RunEvent.Kind.STARTED, claim.task, claim.k, 1);
        return adopted(claim);
    }

    private Verdict adopted(LiveClaim claim) {
        return claim.isOpen()
                ? new Verdict.PublishOnly(claim.claim(), live.result(claim.openTask))
                : new Verdict.Adopted(live.grant(claim));
    }
}
