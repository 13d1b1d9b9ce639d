package dev.weft.memory;

import dev.weft.model.RunLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The claims of a run by deadline. Adding, removing and renewing take constant time: nearly all
/// deadlines are one of a few times away (the lease; the dispatch deadline, doubled so many times),
/// and each of these has its own [Lane], in which a new deadline is the last. Only back-offs, which
/// may end at any time, are sorted. Beside them are the claims that wait for a place among those, and
/// have no deadline.
final class DeadlineIndex {
    private final long[] away;
    private final Lane[] lanes;
    private final TreeMap<Long, Lane> backOffs = new TreeMap<>();
    private final ParkedClaims parked = new ParkedClaims();
    private int size;

    DeadlineIndex(RunLimits limits) {
        long lease = Micros.of(limits.lease());
        long most = Math.max(Micros.of(limits.dispatch()), Micros.after(0, saturated(lease, 4)));
        List<Long> times = new ArrayList<>();
        times.add(lease);
        long dispatch = Math.max(1, Micros.of(limits.dispatch()));
        while (dispatch < most) {
            times.add(dispatch);
            dispatch = saturated(dispatch, 2);
        }
        times.add(most);
        away = times.stream().mapToLong(Long::longValue).toArray();
        lanes = new Lane[away.length];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane();
        }
    }

    private static long saturated(long value, int factor) {
        return value > Long.MAX_VALUE / factor ? Long.MAX_VALUE : value * factor;
    }

    /// Sets the deadline of a claim that somebody holds.
    void lease(LiveClaim claim, long now) {
        put(claim, 0, now);
    }

    /// Sets the deadline of a claim that is to be adopted.
    ///
    /// @param doublings how often the time was doubled already; bounded by four leases
    void dispatch(LiveClaim claim, int doublings, long now) {
        put(claim, Math.min(1 + doublings, lanes.length - 1), now);
    }

    private void put(LiveClaim claim, int lane, long now) {
        remove(claim);
        claim.deadline = Micros.after(now, away[lane]);
        lanes[lane].add(claim);
        size++;
    }

    /// Lets a claim wait until its next attempt is due.
    void backOff(LiveClaim claim, long until) {
        remove(claim);
        claim.deadline = until;
        backOffs.computeIfAbsent(until, _ -> new Lane()).add(claim);
        size++;
    }

    /// Lets a claim wait for a place.
    void park(LiveClaim claim, long now) {
        remove(claim);
        parked.add(claim, now);
    }

    ParkedClaims parked() {
        return parked;
    }

    /// How many claims have a deadline.
    int size() {
        return size;
    }

    /// Takes a claim out, if it is here.
    void remove(LiveClaim claim) {
        if (claim.parked) {
            parked.remove(claim);
        }
        Lane lane = claim.lane;
        if (lane == null) {
            return;
        }
        size--;
        lane.remove(claim);
        if (lane.first == null && !backOffs.isEmpty()) {
            backOffs.remove(claim.deadline, lane);
        }
    }

    /// The end of the lease that ends first; [Long#MAX_VALUE] if there is none.
    ///
    /// @param from no lease counts as ending earlier
    long nextLease(long from) {
        LiveClaim first = lanes[0].first;
        return first == null ? Long.MAX_VALUE : Math.max(from, first.deadline);
    }

    /// The earliest deadline of a claim that nobody holds; [Long#MAX_VALUE] if there is none.
    long nextOther() {
        LiveClaim first = first(false);
        return first == null ? Long.MAX_VALUE : first.deadline;
    }

    /// The claim with the earliest deadline.
    ///
    /// @param leases whether those count that somebody holds
    @Nullable LiveClaim first(boolean leases) {
        LiveClaim earliest = backOffs.isEmpty() ? null : backOffs.firstEntry().getValue().first;
        for (int i = leases ? 0 : 1; i < lanes.length; i++) {
            LiveClaim first = lanes[i].first;
            if (first != null && (earliest == null || first.deadline < earliest.deadline)) {
                earliest = first;
            }
        }
        return earliest;
    }
}
