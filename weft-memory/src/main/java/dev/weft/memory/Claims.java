package dev.weft.memory;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.RunLimits;
import dev.weft.model.WorkerId;
import dev.weft.spi.Superseded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The claims of a run's unsettled tasks, and their deadlines.
final class Claims {
    private final Ledger ledger;
    private final int parallelism;
    private @Nullable LiveClaim[] claims;
    private final DeadlineIndex index;

    Claims(Ledger ledger, RunLimits limits) {
        this.ledger = ledger;
        parallelism = limits.parallelism();
        claims = new @Nullable LiveClaim[ledger.tasks()];
        index = new DeadlineIndex(limits);
    }

    /// Adds tasks that are not claimed.
    void grow(int tasks) {
        claims = Arrays.copyOf(claims, Capacity.of(claims.length, tasks));
    }

    /// The claim of a task, also if it is withdrawn.
    @Nullable LiveClaim of(int task) {
        return claims[task];
    }

    boolean isClaimed(int task) {
        LiveClaim claim = claims[task];
        return claim != null && !claim.isWithdrawn();
    }

    /// Those that are not withdrawn, parked ones included, in the order of their tasks.
    List<LiveClaim> all() {
        List<LiveClaim> found = new ArrayList<>();
        for (LiveClaim claim : claims) {
            if (claim != null && !claim.isWithdrawn()) {
                found.add(claim);
            }
        }
        return found;
    }

    /// Lets every task fail and lose its worker as often as before, those too that nobody holds.
    void forgive() {
        for (LiveClaim claim : claims) {
            LiveClaim.Trouble trouble = claim == null ? null : claim.trouble;
            if (trouble != null) {
                trouble.failures = 0;
                trouble.losses = 0;
                trouble.notBefore = 0;
            }
        }
    }

    /// Why a k is of no use for an outcome; `null` if it is.
    static @Nullable Superseded objection(@Nullable LiveClaim claim, long k) {
        if (claim == null || claim.isWithdrawn() || k < claim.firstK || k > claim.k) {
            return Superseded.UNKNOWN;
        }
        return k < claim.fence() ? Superseded.FENCED : null;
    }

    /// Claims a task that is neither settled nor claimed; it has no deadline yet. If it was claimed before,
    /// an attempt under that claim may still be going on.
    LiveClaim issue(int task, int inDegree, boolean fenced, long now) {
        long k = ledger.nextK(task, now);
        LiveClaim claim = claims[task];
        if (claim == null) {
            claim = new LiveClaim(task, inDegree, fenced, k);
            claims[task] = claim;
        } else {
            claim.k = k;
            if (claim.fenced) {
                claim.trouble().fence = k;
            }
        }
        return claim;
    }

    /// Puts a claim back that was released when its task failed.
    void restore(LiveClaim claim) {
        claims[claim.task] = claim;
    }

    /// Lets the caller of a step keep a claim.
    void keep(LiveClaim claim, ClaimMode mode, WorkerId owner, long now) {
        claim.mode = mode;
        claim.owner = owner;
        claim.started = true;
        index.lease(claim, now);
    }

    /// Whether no further task is to be claimed now.
    boolean areEnough() {
        return parallelism > 0 && index.size() >= parallelism;
    }

    /// Lets a claim wait for the time when fewer tasks are claimed.
    void park(LiveClaim claim, long now) {
        claim.disown();
        claim.byTask = -1;
        index.park(claim, now);
    }

    /// The parked claim that is to be let in now; `null` if there is none, or no place for it.
    @Nullable LiveClaim toLetIn() {
        return areEnough() ? null : index.parked().first();
    }

    /// Parked claims' tasks, those first that are let in first.
    List<Integer> parked() {
        return index.parked().tasks();
    }

    /// Lets parked claims in as long as there are places for them, in the name of an outcome. Every step
    /// that may have made a place ends with this.
    ///
    /// @return those that somebody is to be invoked for
    List<LiveClaim> letIn(int byTask, long byExecution, long now) {
        List<LiveClaim> invoked = new ArrayList<>(0);
        for (LiveClaim claim = toLetIn(); claim != null; claim = toLetIn()) {
            if (waitsLonger(claim, now)) {
                continue;
            }
            claim.byTask = byTask;
            claim.byExecution = byExecution;
            dispatch(claim, now);
            invoked.add(claim);
        }
        return invoked;
    }

    /// Ends the back-off of a task that is to be claimed, unless it is not over.
    ///
    /// @return whether the claim goes on waiting for its end
    boolean waitsLonger(LiveClaim claim, long now) {
        LiveClaim.Trouble trouble = claim.trouble;
        if (trouble != null && trouble.notBefore > now) {
            backOff(claim, trouble.notBefore);
            return true;
        }
        claim.endBackOff();
        return false;
    }

    /// Claims that an outcome has let in, or made ready, and that wait to be adopted or are a worker's.
    List<LiveClaim> issuedBy(int task, long execution, @Nullable WorkerId worker) {
        List<LiveClaim> found = new ArrayList<>(0);
        for (LiveClaim claim : claims) {
            if (claim != null && isIssuedBy(claim, task, execution, worker)) {
                found.add(claim);
            }
        }
        return found;
    }

    private static boolean isIssuedBy(
            LiveClaim claim, int task, long execution, @Nullable WorkerId worker) {
        return claim.lane != null
                && claim.byTask == task
                && claim.byExecution == execution
                && (claim.mode == ClaimMode.INVOKE || (worker != null && claim.isOwnedBy(worker)));
    }

    boolean areBounded() {
        return parallelism > 0;
    }

    /// Extends a claim's lease.
    void renew(LiveClaim claim, long now) {
        index.lease(claim, now);
    }

    /// Lets a claim be invoked for.
    void dispatch(LiveClaim claim, long now) {
        claim.disown();
        int doublings = claim.trouble == null ? 0 : claim.trouble.doublings;
        index.dispatch(claim, doublings, now);
    }

    /// Lets a claim that its owner gives up be invoked for.
    ///
    /// @return whether it was the owner's to give up
    boolean handOver(Claim given, WorkerId owner, long now) {
        LiveClaim claim = claims[given.task()];
        boolean held =
                claim != null
                        && !claim.isWithdrawn()
                        && !claim.isOpen()
                        && claim.k == given.k()
                        && claim.mode != ClaimMode.HELD
                        && claim.isOwnedBy(owner);
        if (held) {
            dispatch(claim, now);
        }
        return held;
    }

    /// Lets a claim that was not adopted be invoked for again.
    void dispatchAgain(LiveClaim claim, long now) {
        LiveClaim.Trouble trouble = claim.trouble();
        trouble.dispatches++;
        trouble.doublings++;
        dispatch(claim, now);
    }

    /// Gives a task its next k, to be invoked for.
    void reissue(LiveClaim claim, long now) {
        renumber(claim, now);
        dispatch(claim, now);
    }

    /// Gives a task its next k, to wait for a place.
    void reissueParked(LiveClaim claim, long now) {
        renumber(claim, now);
        park(claim, now);
    }

    private void renumber(LiveClaim claim, long now) {
        claim.k = ledger.nextK(claim.task, now);
        claim.byTask = -1;
        claim.endBackOff();
        if (claim.fenced) {
            claim.trouble().fence = claim.k;
        }
    }

    /// Lets the next attempt wait.
    void backOff(LiveClaim claim, long until) {
        claim.disown();
        claim.byTask = -1;
        claim.trouble().notBefore = until;
        index.backOff(claim, until);
    }

    /// Takes a claim away whose task is not ready; its counts stay.
    void withdraw(LiveClaim claim) {
        claim.disown();
        claim.byTask = -1;
        index.remove(claim);
    }

    /// Takes back every claim of a task that was issued so far: no attempt under one of them, nor one
    /// inside of a segment that was claimed earlier, is accepted any more.
    LiveClaim annul(int task, int inDegree, boolean fenced, long now) {
        LiveClaim claim = issue(task, inDegree, fenced, now);
        claim.trouble().fence = claim.k;
        withdraw(claim);
        return claim;
    }

    /// Whether the claims of a task were annulled after another one, of an earlier task in its segment.
    boolean isAnnulled(int task, long k) {
        LiveClaim claim = claims[task];
        return claim != null && claim.trouble != null && k < claim.trouble.fence;
    }

    /// Forgets the claim of a settled task.
    void release(LiveClaim claim) {
        index.remove(claim);
        claims[claim.task] = null;
    }

    /// When the first claim may have to be reaped; [Long#MAX_VALUE] if there is none.
    ///
    /// @param leasesFrom leases that end earlier count as ending then
    long nextDeadline(long leasesFrom) {
        return Math.min(index.nextLease(leasesFrom), index.nextOther());
    }

    /// The claim with the earliest deadline, if that has passed.
    ///
    /// @param leases whether those count that somebody holds
    @Nullable LiveClaim due(long now, boolean leases) {
        LiveClaim first = index.first(leases);
        return first != null && first.deadline <= now ? first : null;
    }

    /// Whether some claim's deadline has not passed.
    boolean anyAlive(long now) {
        for (LiveClaim claim : claims) {
            if (claim != null && claim.lane != null && claim.deadline > now) {
                return true;
            }
        }
        return false;
    }
}
