package dev.weft.memory;

import static dev.weft.model.Checks.require;

import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.util.ArrayList;
import java.util.List;

/// SUBMIT, once the run is there.
final class SubmitStep {
    private SubmitStep() {}

    /// Refuses what cannot be a run.
    static void check(Submit submit) {
        require(submit.tasks() >= 1, "tasks must be >= 1, was %d", submit.tasks());
        require(submit.edges() >= 0, "edges must be >= 0, was %d", submit.edges());
        require(submit.roots().length >= 1, "roots must not be empty, was %d", 0);
        Numbers numbers = new Numbers(submit);
        numbers.checkTask(submit.sink());
        for (int root : submit.roots()) {
            numbers.checkTask(root);
        }
    }

    /// Creates what the steps work on, with the roots claimed, those parked for which there is no place.
    static Coordination begin(Submit submit, long now) {
        Coordination live = new Coordination(submit);
        for (int i = 0; i < submit.roots().length; i++) {
            boolean fenced = submit.fencedRoots().get(i);
            LiveClaim claim = live.claims.issue(submit.roots()[i], 0, fenced, now);
            if (live.claims.areEnough()) {
                live.claims.park(claim, now);
            } else {
                live.claims.dispatch(claim, now);
            }
        }
        return live;
    }

    static SubmitAnswer answer(RunState run, Submit submit) {
        if (!run.submit.contentHash().equals(submit.contentHash())) {
            return new SubmitAnswer.Conflict(run.toRecord());
        }
        if (run.key().incarnation() != submit.run().incarnation()) {
            return new SubmitAnswer.Existing(run.toRecord());
        }
        return new SubmitAnswer.Created(roots(run), run.epoch(), run.nextDeadline());
    }

    /// Current claims of the roots that wait for somebody to execute them.
    private static List<Grant> roots(RunState run) {
        Coordination live = run.coordination();
        if (live == null || !run.isRunning()) {
            return List.of();
        }
        List<Grant> grants = new ArrayList<>(run.submit.roots().length);
        for (int root : run.submit.roots()) {
            LiveClaim claim = live.claims.of(root);
            if (claim != null
                    && claim.mode == ClaimMode.INVOKE
                    && !claim.parked
                    && !claim.isOpen()
                    && !claim.isBackingOff()) {
                grants.add(live.grant(claim));
            }
        }
        return grants;
    }
}
