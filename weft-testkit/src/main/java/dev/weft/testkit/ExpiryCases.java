package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Schedules B9: how long a run's state lives, and what happens when an id is used again.
abstract class ExpiryCases extends StoreCases {
    private static final RunLimits SHORT =
            RunLimits.standard().withRetention(Duration.ofMinutes(1));

    ExpiryCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private RunDriver doneRun() {
        RunDriver run = run(DagShapes.chain(2), SHORT);
        run.done("w1", run.done("w1", run.submitted().getFirst()).getFirst());
        return run;
    }

    @Test
    void endedRunIsKeptForItsRetention() {
        RunDriver run = doneRun();
        clock.advance(Duration.ofSeconds(59));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.result(1)).isNotNull();
        assertThat(run.record().result()).isNotNull();
    }

    @Test
    void endedRunIsGoneWhenItsRetentionIsOver() {
        RunDriver run = doneRun();
        Work late = run.kept("w1", new Grant(0, 1, dev.weft.model.ClaimMode.INVOKE, false, 0, 0));
        clock.advance(Duration.ofSeconds(61));
        assertThat(store.find(run.key().id())).isEmpty();
        assertThat(store.await(run.key(), Duration.ZERO)).isEmpty();
        assertThat(store.inspect(run.key())).isEmpty();
        assertThat(store.activeRuns()).isEmpty();
        assertThatThrownBy(() -> store.results(run.key(), new int[] {1}))
                .isInstanceOf(RunGoneException.class)
                .hasMessageContaining(run.key().toString());
        CommitAnswer commit = run.commit(run.commitOf(late).build());
        assertThat(the(CommitAnswer.Over.class, commit).reason()).isEqualTo(RunOver.GONE);
        StartAnswer start = run.start(run.startOf(late));
        assertThat(the(StartAnswer.Over.class, start).reason()).isEqualTo(RunOver.GONE);
        assertThat(the(ReapAnswer.Over.class, run.reap()).reason()).isEqualTo(RunOver.GONE);
        the(ResumeAnswer.Gone.class, run.resume(1));
        assertThat(store.find(run.key().id())).isEmpty();
    }

    @Test
    void idOfAnExpiredRunNamesANewRunOfAnyGraph() {
        RunDriver old = doneRun();
        clock.advance(Duration.ofSeconds(61));
        Dag other = DagShapes.fanIn(2);
        RunDriver run =
                new RunDriver(
                        store,
                        clock,
                        other,
                        SHORT,
                        RunDriver.key(old.key().id().value(), old.key().incarnation() + 1));
        List<Grant> roots = run.submitted();
        assertThat(roots).hasSize(2);
        assertThat(run.record().run()).isEqualTo(run.key());
        Work zombie = old.kept("w1", roots.getFirst());
        CommitAnswer late = old.commit(old.commitOf(zombie).build());
        assertThat(the(CommitAnswer.Over.class, late).reason()).isEqualTo(RunOver.GONE);
        assertThat(run.record().settled()).isZero();
    }

    @Test
    void retentionBeginsWithTheEndOfTheRun() {
        RunDriver run = run(DagShapes.single(), SHORT);
        Work work = run.started("w1", run.submitted().getFirst());
        for (int i = 0; i < 40; i++) {
            run.pass(Duration.ofSeconds(5));
            assertThat(run.lost(work)).isEmpty();
        }
        run.committed(work);
        clock.advance(Duration.ofSeconds(59));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(Objects.requireNonNull(run.result(0)).execution()).isEqualTo(work.execution());
    }

    @Test
    void siblingThatTakesLongerThanTheRetentionFindsTheRunComplete() {
        RunDriver run = run(DagShapes.fanIn(3), SHORT);
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Work slow = run.started("w2", roots.get(1));
        run.done("w1", roots.get(2));
        RunSnapshot before = run.state();
        for (int i = 0; i < 40; i++) {
            run.pass(Duration.ofSeconds(5));
            assertThat(run.lost(slow)).isEmpty();
        }
        RunSnapshot after = run.state();
        assertThat(after.results()).isEqualTo(before.results());
        assertThat(after.arrived()).isEqualTo(before.arrived());
        run.done("w1", run.committed(slow).grants().getFirst());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void backOffThatIsLongerThanTheRetentionEndsWithAnAttempt() {
        RunDriver run = run(DagShapes.layers(1, 1, 1), SHORT);
        Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
        run.failed(run.started("w1", middle), Optional.of(Duration.ofHours(1)));
        RunSnapshot before = run.state();
        clock.advance(Duration.ofHours(1));
        assertThat(run.state()).isEqualTo(before);
        run.pass(run.limits().lease());
        Grant again = run.reaped().reissued().getFirst();
        assertThat(again.failures()).isEqualTo(1);
        run.done("w1", run.done("w1", again).getFirst());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void failedRunCanBeResumedUntilItsRetentionIsOver() {
        RunDriver run = run(DagShapes.chain(3), SHORT);
        Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
        run.failed(run.started("w1", middle), Optional.empty());
        clock.advance(Duration.ofSeconds(59));
        Grant again = run.resumed().grants().getFirst();
        run.pass(Duration.ofSeconds(90));
        assertThat(run.reaped().reissued()).extracting(Grant::claim).contains(again.claim());
        run.done("w1", run.done("w1", again).getFirst());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void runCanBeResumedNoMoreWhenItsRetentionIsOver() {
        RunDriver run = run(DagShapes.chain(2), SHORT);
        run.submitted();
        run.cancel();
        clock.advance(Duration.ofSeconds(61));
        the(ResumeAnswer.Gone.class, run.resume(1));
    }
}
