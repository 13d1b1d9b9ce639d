package dev.weft.memory;

import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.WorkerId;
import java.util.ArrayList;
import java.util.List;

/// Lets edges arrive for one step, claims the children that become ready, and collects what is
/// granted to the caller. An edge that has arrived before is no news; if the caller's own outcome
/// made its child ready then, that grant is given again.
final class Publication {
    private final RunState run;
    private final Coordination live;
    private final WorkerId caller;
    private final long now;
    private int keep;
    private boolean anyNew;
    private List<Grant> grants = List.of();

    /// @param keep how many ready children the caller keeps
    Publication(RunState run, Coordination live, WorkerId caller, int keep, long now) {
        this.run = run;
        this.live = live;
        this.caller = caller;
        this.keep = run.isRunning() ? keep : 0;
        this.now = now;
    }

    /// Publishes edges of a settled task in the name of the execution that settled it.
    void publish(int task, OutgoingEdges outgoing) {
        int size = outgoing.size();
        if (size == 0) {
            return;
        }
        long execution = live.ledger.execution(task);
        boolean skips = live.ledger.outcome(task) != Outcome.COMMITTED;
        int[] edges = outgoing.edges();
        int[] children = outgoing.children();
        int[] inDegrees = outgoing.inDegrees();
        for (int i = 0; i < size; i++) {
            int child = children[i];
            if (!live.edges.arrive(edges[i], child, skips)) {
                grantAgain(child, task, execution);
                continue;
            }
            anyNew = true;
            boolean ready = live.edges.arrivals(child) == inDegrees[i];
            if (ready && !live.ledger.isSettled(child) && !live.claims.isClaimed(child)) {
                LiveClaim claim =
                        live.claims.issue(child, inDegrees[i], outgoing.fenced().get(i), now);
                cover(claim, task, execution);
            }
        }
    }

    private void cover(LiveClaim claim, int task, long execution) {
        if (live.claims.areEnough() && live.mayWait(claim.task)) {
            live.claims.park(claim, now);
        } else {
            claim(claim, task, execution);
        }
    }

    private void claim(LiveClaim claim, int task, long execution) {
        if (live.claims.waitsLonger(claim, now)) {
            return;
        }
        claim.byTask = task;
        claim.byExecution = execution;
        if (keep > 0) {
            keep--;
            live.claims.keep(claim, ClaimMode.CONTINUE, caller, now);
        } else {
            live.claims.dispatch(claim, now);
        }
        grant(claim);
    }

    /// Lets parked claims in, in the name of an outcome, once the step has made all the places that it
    /// makes: what the outcome itself makes ready comes first.
    void letIn(int task, long execution) {
        for (LiveClaim claim = live.claims.toLetIn();
                claim != null;
                claim = live.claims.toLetIn()) {
            claim(claim, task, execution);
        }
    }

    /// Grants again what an outcome has let in when it came first.
    void letInAgain(int task, long execution) {
        if (!live.claims.areBounded()) {
            return;
        }
        for (LiveClaim claim : live.claims.issuedBy(task, execution, caller)) {
            if (grants.stream().noneMatch(grant -> grant.task() == claim.task)) {
                grant(claim);
            }
        }
    }

    private void grantAgain(int child, int task, long execution) {
        LiveClaim claim = live.claims.of(child);
        if (claim != null
                && claim.lane != null
                && claim.byTask == task
                && claim.byExecution == execution
                && (claim.mode == ClaimMode.INVOKE || claim.isOwnedBy(caller))) {
            grant(claim);
        }
    }

    private void grant(LiveClaim claim) {
        if (!run.isRunning()) {
            return;
        }
        Grant granted = live.grant(claim);
        if (grants.isEmpty()) {
            grants = List.of(granted);
            return;
        }
        if (grants.size() == 1) {
            grants = new ArrayList<>(grants);
        }
        grants.add(granted);
    }

    /// Whether some edge had not arrived before.
    boolean anyNew() {
        return anyNew;
    }

    List<Grant> grants() {
        return grants;
    }
}
