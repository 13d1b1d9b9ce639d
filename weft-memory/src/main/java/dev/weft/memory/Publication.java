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
    private final Coordination live;
    private final WorkerId caller;
    private final boolean granting;
    private final long now;
    private int keep;
    private boolean anyNew;
    private List<Grant> grants = List.of();

    /// @param keep how many ready children the caller keeps
    Publication(RunState run, Coordination live, WorkerId caller, int keep, long now) {
        this.live = live;
        this.caller = caller;
        this.granting = run.isRunning();
        this.keep = granting ? keep : 0;
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
        LiveClaim.Trouble trouble = claim.trouble;
        if (trouble != null && trouble.notBefore > now) {
            live.claims.backOff(claim, trouble.notBefore);
            return;
        }
        claim.endBackOff();
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

    private void grantAgain(int child, int task, long execution) {
        LiveClaim claim = live.claims.of(child);
        if (claim != null
                && !claim.isWithdrawn()
                && claim.byTask == task
                && claim.byExecution == execution
                && (claim.mode == ClaimMode.INVOKE || claim.isOwnedBy(caller))) {
            grant(claim);
        }
    }

    private void grant(LiveClaim claim) {
        if (!granting) {
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
