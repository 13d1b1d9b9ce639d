package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.VirtualClock;
import dev.weft.testkit.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The server's clock jumps when another server takes over. No claim may wait for the difference.
final class ClockTest {
    private static final Duration JUMP = Duration.ofHours(5);
    private static final Duration LEASE = RunLimits.standard().lease();
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final VirtualClock clock = new VirtualClock();
    private long ahead = -Micros.of(JUMP);
    private final RedisRunStore store =
            RedisRunStore.open(TestServer.emptied(), () -> clock.micros() + ahead);
    private final RunDriver run =
            new RunDriver(
                    store,
                    clock,
                    DagShapes.fanIn(2),
                    RunLimits.standard(),
                    RunDriver.key("jumps", 7));

    /// The store has been answering for long, also after a jump.
    @BeforeEach
    void openedLongAgo() {
        ahead = 0;
        clock.advance(JUMP);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void jump(Duration by) {
        ahead += Micros.of(by.abs()) * (by.isNegative() ? -1 : 1);
    }

    /// Lets the run be heard of until a time has passed, as it is while others work on it.
    private void pass(Duration time) {
        Duration step = LEASE.dividedBy(4);
        for (Duration left = time; left.isPositive(); left = left.minus(step)) {
            clock.advance(left.compareTo(step) < 0 ? left : step);
            run.renew();
        }
    }

    private List<Integer> reissued() {
        return run.reaped().reissued().stream().map(Grant::task).toList();
    }

    @Test
    void leaseIsNoLongerThanEverAfterTheClockWentBack() {
        List<Grant> roots = run.submitted();
        run.started("w1", roots.get(0));
        run.started("w2", roots.get(1));
        jump(JUMP.negated());
        assertThat(reissued()).isEmpty();
        pass(LEASE.plus(MOMENT));
        assertThat(reissued()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void leaseThatWasSparedIsSparedNoLongerAfterTheClockWentBack() {
        List<Grant> roots = run.submitted();
        run.started("w1", roots.get(0));
        run.started("w2", roots.get(1));
        clock.advance(LEASE.multipliedBy(3)); // nobody is heard of
        assertThat(reissued()).isEmpty();
        jump(JUMP.negated());
        assertThat(reissued()).isEmpty();
        pass(LEASE.plus(MOMENT));
        assertThat(reissued()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void claimThatNobodyAdoptsIsOfferedAgainAfterTheClockWentBack() {
        run.submitted();
        jump(JUMP.negated());
        assertThat(reissued()).isEmpty();
        pass(LEASE.multipliedBy(4).plus(RunLimits.standard().dispatch()));
        assertThat(reissued()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void nextAttemptWaitsForItsDelayAndNoLongerAfterTheClockWentBack() {
        Work work = run.started("w1", run.submitted().getFirst());
        Duration delay = Duration.ofHours(1);
        run.failed(work, Optional.of(delay));
        jump(JUMP.negated());
        run.reaped();
        pass(delay.minusSeconds(1));
        assertThat(reissued()).doesNotContain(work.claim().task());
        pass(Duration.ofSeconds(1).plus(MOMENT));
        assertThat(reissued()).contains(work.claim().task());
    }

    @Test
    void leasesAreSparedWhenTheClockJumpsAhead() {
        Work work = run.started("w1", run.submitted().getFirst());
        jump(JUMP);
        assertThat(reissued()).doesNotContain(work.claim().task());
        assertThat(run.lost(work)).isEmpty();
        pass(LEASE.plus(MOMENT));
        assertThat(reissued()).contains(work.claim().task());
    }

    @Test
    void claimsStayDistinctWhicheverWayTheClockGoes() {
        Grant first = run.submitted().getFirst();
        run.started("w1", first);
        jump(JUMP.negated());
        run.reaped();
        pass(LEASE.plus(MOMENT));
        Grant second =
                run.reaped().reissued().stream()
                        .filter(grant -> grant.task() == first.task())
                        .findFirst()
                        .orElseThrow();
        assertThat(second.k()).isGreaterThan(first.k());
    }
}
