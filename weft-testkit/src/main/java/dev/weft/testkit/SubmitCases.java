package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ClaimMode;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// SUBMIT and the record of a run.
abstract class SubmitCases extends StoreCases {
    SubmitCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void newRunHasItsRootsClaimedForInvocation() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> roots = run.submitted();
        assertThat(roots).extracting(Grant::task).containsExactly(0, 1, 2);
        assertThat(roots)
                .allSatisfy(grant -> {
                    assertThat(grant.mode()).isEqualTo(ClaimMode.INVOKE);
                    assertThat(grant.skip()).isFalse();
                    assertThat(grant.failures()).isZero();
                    assertThat(grant.losses()).isZero();
                });
        assertThat(run.state().index()).containsOnlyKeys(0, 1, 2);
    }

    @Test
    void rootsAreDueAfterTheDispatchDeadline() {
        RunDriver run = run(DagShapes.single());
        SubmitAnswer.Created created = the(SubmitAnswer.Created.class, run.submit());
        assertThat(created.epoch()).isEqualTo(1);
        assertThat(created.nextDeadlineMicros()).isEqualTo(clock.micros() + 2_000_000);
    }

    @Test
    void recordSaysWhatWasSubmitted() {
        Dag dag = DagShapes.diamond();
        RunDriver run = run(dag, RunLimits.standard().withGoOn(true));
        run.submitted();
        RunRecord record = run.record();
        assertThat(record.run()).isEqualTo(run.key());
        assertThat(record.shapeHash()).isEqualTo(dag.shapeHash());
        assertThat(record.contentHash()).isEqualTo(dag.contentHash());
        assertThat(record.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(record.epoch()).isEqualTo(1);
        assertThat(record.tasks()).isEqualTo(4);
        assertThat(record.sink()).isEqualTo(3);
        assertThat(record.limits()).isEqualTo(run.limits());
        assertThat(record.submittedBy()).isEqualTo("a test");
        assertThat(record.createdMicros()).isEqualTo(clock.micros());
        assertThat(record.endedMicros()).isZero();
        assertThat(record.settled()).isZero();
        assertThat(record.result()).isNull();
        assertThat(record.errors()).isEmpty();
    }

    @Test
    void submitThatIsRepeatedGivesTheSameClaims() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> first = run.submitted();
        clock.advance(Duration.ofMillis(100));
        assertThat(run.submitted()).isEqualTo(first);
        assertThat(store.events(run.key(), 1, 100, Duration.ZERO)).hasSize(1);
    }

    @Test
    void submitThatIsRepeatedDoesNotGiveASettledRootAgain() {
        RunDriver run = run(DagShapes.fanIn(2));
        run.done("w1", run.submitted().getFirst());
        assertThat(run.submitted()).extracting(Grant::task).containsExactly(1);
        assertThat(run.record().settled()).isEqualTo(1);
    }

    @Test
    void anotherClientWithTheSameWorkFindsTheRun() {
        RunDriver run = run(DagShapes.diamond());
        run.submitted();
        RunDriver second = another(run, DagShapes.diamond(), 77);
        SubmitAnswer.Existing existing = the(SubmitAnswer.Existing.class, second.submit());
        assertThat(existing.found().run()).isEqualTo(run.key());
        assertThat(store.inspect(second.key())).isEmpty();
    }

    @Test
    void anotherClientWithOtherWorkIsRefused() {
        RunDriver run = run(DagShapes.diamond());
        run.submitted();
        RunSnapshot before = run.state();
        RunDriver second = another(run, DagShapes.chain(3), 77);
        SubmitAnswer.Conflict conflict = the(SubmitAnswer.Conflict.class, second.submit());
        assertThat(conflict.found().contentHash()).isEqualTo(run.dag().contentHash());
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void endedRunIsFoundByItsIdUntilItsRetentionIsOver() {
        RunDriver run = run(DagShapes.single());
        run.done("w1", run.submitted().getFirst());
        RunDriver second = another(run, DagShapes.single(), 77);
        SubmitAnswer.Existing existing = the(SubmitAnswer.Existing.class, second.submit());
        assertThat(existing.found().status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void runsDoNotSeeEachOther() {
        RunDriver one = run(DagShapes.chain(2));
        RunDriver other = run(DagShapes.chain(2));
        Grant root = one.submitted().getFirst();
        other.submitted();
        RunSnapshot before = other.state();
        one.done("w1", root);
        assertThat(other.state()).isEqualTo(before);
        assertThat(other.record().settled()).isZero();
    }

    @Test
    void activeRunsAreThoseThatHaveNotEnded() {
        RunDriver one = run(DagShapes.single());
        RunDriver other = run(DagShapes.single());
        Grant root = one.submitted().getFirst();
        other.submitted();
        assertThat(store.activeRuns()).containsExactlyInAnyOrder(one.key(), other.key());
        one.done("w1", root);
        assertThat(store.activeRuns()).containsExactly(other.key());
        other.cancel();
        assertThat(store.activeRuns()).isEmpty();
    }

    private RunDriver another(RunDriver run, Dag dag, long incarnation) {
        return new RunDriver(
                store,
                clock,
                dag,
                run.limits(),
                RunDriver.key(run.key().id().value(), incarnation));
    }
}
