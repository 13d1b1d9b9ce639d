package dev.weft.memory;

import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.OutgoingEdges;
import dev.weft.spi.Hold;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.Superseded;
import java.util.ArrayList;
import java.util.List;

/// HOLD on a run that is there: a child is claimed only if the caller's is its last missing edge,
/// and has one holder at a time.
final class HoldStep {
    private final Coordination live;
    private final Hold hold;
    private final Coordination.Holder self;
    private final long now;
    private final List<Grant> grants = new ArrayList<>();
    private int unready;
    private int contended;

    private HoldStep(Coordination live, Hold hold, long now) {
        this.live = live;
        this.hold = hold;
        this.now = now;
        self =
                new Coordination.Holder(
                        hold.task(), hold.execution(), hold.claim().task(), hold.claim().k());
    }

    static HoldAnswer take(RunState run, Hold hold, long now) {
        run.numbers().check(hold.claim());
        run.numbers().checkTask(hold.task());
        run.numbers().check(hold.edges());
        Coordination live = run.coordination();
        boolean over = live == null || !run.isRunning() || hold.epoch() != run.epoch();
        return over || live == null
                ? new HoldAnswer.Over(RunOver.OVER)
                : new HoldStep(live, hold, now).take();
    }

    private HoldAnswer take() {
        if (live.ledger.isSettled(hold.task()) || live.ledger.isSettled(hold.claim().task())) {
            return new HoldAnswer.Refused(Superseded.DUPLICATE);
        }
        LiveClaim claim = live.claims.of(hold.claim().task());
        Superseded objection = Claims.objection(claim, hold.claim().k());
        if (objection != null || claim == null) {
            return new HoldAnswer.Refused(objection == null ? Superseded.UNKNOWN : objection);
        }
        if (claim.k != hold.claim().k() || claim.parked) {
            return new HoldAnswer.Refused(Superseded.UNKNOWN); // only what the lease covers is held
        }
        OutgoingEdges edges = hold.edges();
        for (int i = 0; i < edges.size(); i++) {
            hold(edges, i);
        }
        return new HoldAnswer.Held(grants, unready, contended);
    }

    private void hold(OutgoingEdges edges, int index) {
        int child = edges.children()[index];
        if (live.ledger.isSettled(child) || live.edges.hasArrived(edges.edges()[index])) {
            return;
        }
        Coordination.Holder holder = live.holderOf(child);
        if (holder != null && !holder.equals(self)) {
            contended++;
            return;
        }
        boolean ready = live.edges.arrivals(child) + 1 >= edges.inDegrees()[index];
        if (ready && !live.claims.isClaimed(child) && live.claims.areEnough()) {
            contended++; // nobody knows when there will be a place
            return;
        }
        live.hold(child, self);
        if (!ready) {
            unready++;
        } else {
            claim(child, edges, index);
        }
    }

    private void claim(int child, OutgoingEdges edges, int index) {
        LiveClaim claim = live.claims.of(child);
        if (claim != null && !claim.isWithdrawn()) {
            if (claim.mode == ClaimMode.HELD
                    && claim.byTask == hold.task()
                    && claim.byExecution == hold.execution()) {
                grants.add(live.grant(claim));
            }
            return;
        }
        if (claim != null && claim.trouble != null && claim.trouble.notBefore > now) {
            unready++; // its next attempt waits, and is then made by whoever is invoked
            return;
        }
        boolean fenced = edges.fenced().get(index);
        LiveClaim issued = live.claims.issue(child, edges.inDegrees()[index], fenced, now);
        issued.endBackOff();
        issued.byTask = hold.task();
        issued.byExecution = hold.execution();
        live.claims.keep(issued, ClaimMode.HELD, hold.worker(), now);
        grants.add(live.grant(issued));
    }
}
