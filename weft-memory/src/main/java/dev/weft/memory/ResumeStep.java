package dev.weft.memory;

import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import java.util.ArrayList;
import java.util.List;

/// RESUME on a run that is there.
///
/// A running run counts as abandoned when no deadline of a claim lies ahead. A run past its hard end
/// cannot go on: its values may have expired.
final class ResumeStep {
    private ResumeStep() {}

    static ResumeAnswer take(RunState run, Resume resume, long now) {
        Coordination live = run.coordination();
        if (!run.submit.shapeHash().equals(resume.shapeHash())) {
            return new ResumeAnswer.OtherShape(run.toRecord());
        }
        if (live == null) {
            return new ResumeAnswer.NothingToDo(run.toRecord());
        }
        if (run.hardEndMicros() <= now) {
            return new ResumeAnswer.Gone();
        }
        if (isRepeated(run, resume)) {
            return resumed(run, live);
        }
        boolean stands = run.epoch() == resume.fromEpoch();
        if (!stands || (run.isRunning() && live.claims.anyAlive(now))) {
            return new ResumeAnswer.NothingToDo(run.toRecord());
        }
        return goOn(run, live, resume, now);
    }

    private static boolean isRepeated(RunState run, Resume resume) {
        return run.isRunning()
                && run.epoch() == resume.fromEpoch() + 1
                && run.resumedBy().equals(resume.resumedBy());
    }

    private static ResumeAnswer goOn(RunState run, Coordination live, Resume resume, long now) {
        if (live.ledger.isSettled(run.submit.sink())
                && live.ledger.outcome(run.submit.sink()) == Outcome.COMMITTED) {
            run.done(live, now); // its commit came after the run had failed or was cancelled
            return new ResumeAnswer.NothingToDo(run.toRecord());
        }
        unsettleFailures(live, now);
        live.forgiveLosses();
        live.claims.forgive();
        for (LiveClaim claim : live.claims.all()) {
            reissue(live, claim, now);
        }
        run.resume(resume.resumedBy(), resume.code(), now);
        return resumed(run, live);
    }

    private static void unsettleFailures(Coordination live, long now) {
        live.ledger.unsettleFailures();
        live.edges.forgetFailures();
        for (LiveClaim claim : live.takeFailed()) {
            live.claims.restore(claim);
            live.claims.renew(claim, now);
        }
    }

    private static void reissue(Coordination live, LiveClaim claim, long now) {
        if (!live.ledger.isSettled(claim.task)) {
            claim.close();
        }
        if (!claim.isOpen() && live.edges.arrivals(claim.task) < claim.inDegree) {
            live.claims.withdraw(claim);
        } else {
            live.claims.reissue(claim, now);
        }
    }

    private static ResumeAnswer resumed(RunState run, Coordination live) {
        List<Grant> grants = new ArrayList<>();
        for (LiveClaim claim : live.claims.all()) {
            if (!claim.isBackingOff() && claim.owner == null) {
                grants.add(live.grant(claim));
            }
        }
        return new ResumeAnswer.Resumed(run.epoch(), grants, run.nextDeadline());
    }
}
