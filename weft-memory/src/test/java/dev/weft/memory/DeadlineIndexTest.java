package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DeadlineIndexTest {
    private static final long SECOND = 1_000_000;
    private final DeadlineIndex index = new DeadlineIndex(RunLimits.standard());

    private static LiveClaim claim(int task) {
        return new LiveClaim(task, 0, false, 1);
    }

    @Test
    void theDispatchDeadlineDoublesUpToFourLeases() {
        LiveClaim claim = claim(0);
        long[] seconds = {2, 4, 8, 16, 32, 40, 40};
        for (int doublings = 0; doublings < seconds.length; doublings++) {
            index.dispatch(claim, doublings, 100);
            assertThat(index.nextOther()).isEqualTo(100 + seconds[doublings] * SECOND);
        }
    }

    @Test
    void anEmptyIndexHasNoDeadline() {
        LiveClaim claim = claim(0);
        index.backOff(claim, 5);
        index.remove(claim);
        index.remove(claim);
        assertThat(index.first(true)).isNull();
        assertThat(next()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theEarliestDeadlineIsFirstWhateverIsAddedRenewedAndRemovedAndHoweverTheClockJumps() {
        SplittableRandom random = new SplittableRandom(20261123);
        List<LiveClaim> claims = new ArrayList<>();
        for (int task = 0; task < 50; task++) {
            claims.add(claim(task));
        }
        for (int turn = 0; turn < 20_000; turn++) {
            LiveClaim claim = claims.get(random.nextInt(claims.size()));
            long now = random.nextLong(60 * SECOND);
            switch (random.nextInt(4)) {
                case 0 -> index.lease(claim, now);
                case 1 -> index.dispatch(claim, random.nextInt(8), now);
                case 2 -> index.backOff(claim, now);
                default -> index.remove(claim);
            }
            assertThat(next()).isEqualTo(earliest(claims));
        }
    }

    private long next() {
        return Math.min(index.nextLease(0), index.nextOther());
    }

    private static long earliest(List<LiveClaim> claims) {
        return claims.stream()
                .filter(claim -> !claim.isWithdrawn())
                .map(claim -> claim.deadline)
                .min(Comparator.naturalOrder())
                .orElse(Long.MAX_VALUE);
    }
}
