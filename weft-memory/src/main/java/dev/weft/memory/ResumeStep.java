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
        List<LiveClaim> claims = live.claims.all();
        claims.addAll(unsettleFailures(live));
        live.forgiveLosses();
        live.claims.forgive();
        for (LiveClaim claim : claims) {
            reissue(live, claim, now);
        }
        live.claims.letIn(-1, 0, now);
        run.resume(resume.resumedBy(), resume.code(), now);
        return resumed(run, live);
    }

    /// @return claims of the tasks that had failed; they are in no index yet
    private static List<LiveClaim> unsettleFailures(Coordination live) {
        live.ledger.unsettleFailures();
        live.edges.forgetFailures();
        List<LiveClaim> failed = live.takeFailed();
        failed.removeIf(claim -> claim.lane != null); // its edges were not all published
        failed.forEach(live.claims::restore);
        return failed;
    }

    private static void reissue(Coordination live, LiveClaim claim, long now) {
        if (!live.ledger.isSettled(claim.task)) {
            claim.close();
        }
        if (!claim.isOpen() && live.edges.arrivals(claim.task) < claim.inDegree) {
            live.claims.withdraw(claim);
        } else if (claim.parked) {
            return; // its k is nobody's yet
        } else if (claim.lane == null && live.claims.areEnough() && live.mayWait(claim.task)) {
            live.claims.reissueParked(claim, now);
        } else {
            live.claims.reissue(claim, now);
        }
    }

    private static ResumeAnswer resumed(RunState run, Coordination live) {
        List<Grant> grants = new ArrayList<>();
        for (LiveClaim claim : live.claims.all()) {
            if (!claim.parked && !claim.isBackingOff() && claim.owner == null) {
                grants.add(live.grant(claim));
            }
        }
        return new ResumeAnswer.Resumed(run.epoch(), grants, run.nextDeadline());
    }
}
