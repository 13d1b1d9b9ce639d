package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Schedule B10: the store was away for longer than a lease, and everybody who holds one is alive.
abstract class OutageCases extends StoreCases {
    OutageCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void leasesThatPassedWhileNobodyReachedTheStoreAreNotTakenForDeaths() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Work one = run.started("w1", roots.get(0));
        Work other = run.started("w2", roots.get(1));
        clock.advance(Duration.ofMinutes(1));
        ReapAnswer.Reaped first = run.reaped();
        assertThat(first.reissued()).isEmpty();
        assertThat(first.nextDeadlineMicros()).isGreaterThan(clock.micros());
        assertThat(run.lost(one)).isEmpty();
        run.pass(Duration.ofSeconds(4));
        assertThat(run.reaped().reissued()).isEmpty();
        assertThat(run.lost(other)).isEmpty();
        run.committed(one);
        run.committed(other);
    }

    @Test
    void workerThatDoesNotComeBackFromAnOutageIsDead() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        run.started("w1", roots.get(0));
        Work alive = run.started("w2", roots.get(1));
        clock.advance(Duration.ofMinutes(1));
        assertThat(run.reaped().reissued()).isEmpty();
        assertThat(run.lost(alive)).isEmpty();
        run.pass(Duration.ofSeconds(5));
        assertThat(run.lost(alive)).isEmpty();
        run.pass(Duration.ofSeconds(6));
        List<Grant> reissued = run.reaped().reissued();
        assertThat(reissued).extracting(Grant::task).containsExactly(0);
        assertThat(reissued).extracting(Grant::losses).containsExactly(1);
        assertThat(run.lost(alive)).isEmpty();
    }

    @Test
    void workerThatIsKnownToBeDeadIsNotWaitedFor() {
        RunDriver run = run(DagShapes.single());
        run.started("w1", run.submitted().getFirst());
        clock.advance(Duration.ofMinutes(1));
        assertThat(run.died("w1").reissued()).hasSize(1);
    }

    @Test
    void deathIsSeenInTimeIfSomebodyLooksOnceAHeartbeat() {
        RunDriver run = run(DagShapes.single());
        run.started("w1", run.submitted().getFirst());
        for (int i = 0; i < 3; i++) {
            assertThat(run.reaped().reissued()).isEmpty();
            clock.advance(run.limits().heartbeat());
        }
        clock.advance(Duration.ofMillis(1));
        assertThat(run.reaped().reissued()).hasSize(1);
    }
}
