package dev.weft.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Claims of ready tasks that wait, without an owner and without a deadline, until fewer are claimed.
/// Those that were parked last are first, for what was begun is to be finished before more is begun;
/// those of one time are in the order of their tasks.
final class ParkedClaims {
    private final TreeSet<LiveClaim> claims =
            new TreeSet<>(
                    Comparator.comparingLong((LiveClaim claim) -> claim.deadline)
                            .reversed()
                            .thenComparingInt(claim -> claim.task));

    /// Adds a claim that is neither here nor in a lane.
    void add(LiveClaim claim, long now) {
        claim.deadline = now;
        claim.parked = true;
        claims.add(claim);
    }

    void remove(LiveClaim claim) {
        claims.remove(claim);
        claim.parked = false;
    }

    @Nullable LiveClaim first() {
        return claims.isEmpty() ? null : claims.first();
    }

    /// Their tasks, in their order.
    List<Integer> tasks() {
        List<Integer> tasks = new ArrayList<>(claims.size());
        claims.forEach(claim -> tasks.add(claim.task));
        return tasks;
    }
}
