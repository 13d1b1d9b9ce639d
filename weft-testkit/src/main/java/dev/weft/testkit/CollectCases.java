package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Schedules A5: values that nobody needs any more. Nothing is deleted by the step that frees it,
/// nothing is counted twice, nothing is forgotten.
abstract class CollectCases extends StoreCases {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    CollectCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    /// A run 0 → 1 → 2 → 3 whose task 0 has a large output that task 1 has consumed.
    private RunDriver runWithTrash(List<Grant> next) {
        RunDriver run = run(DagShapes.chain(4));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant middle = run.committed(run.commitOf(root).spread()).grants().getFirst();
        next.addAll(run.done("w1", middle));
        return run;
    }

    private static ValueId trash(RunDriver run) {
        assertThat(run.state().trash()).hasSize(1);
        return run.state().trash().getFirst();
    }

    @Test
    void a_valueStaysForTheLossWindowAfterItsLastChildHasCommitted() {
        List<Grant> next = new ArrayList<>();
        RunDriver run = runWithTrash(next);
        ValueId value = trash(run);
        assertThat(value.task()).isZero();
        assertThat(value.spread()).isTrue();
        assertThat(Objects.requireNonNull(run.result(0)).output())
                .isInstanceOf(Output.Spread.class);
        Work work = run.started("w1", next.getFirst());
        run.pass(WINDOW.minusMillis(1));
        assertThat(run.committed(work).garbage()).isEmpty();
        assertThat(run.reaped().garbage()).isEmpty();
        assertThat(run.state().trash()).contains(value);
    }

    @Test
    void a_inlineValueCanBeReadForTheLossWindow() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant middle = run.committed(root).grants().getFirst();
        run.done("w1", middle);
        run.pass(WINDOW.minusMillis(1));
        run.reaped();
        assertThat(CommitCases.valueIn(Objects.requireNonNull(run.result(0))))
                .isEqualTo("0 by " + root.execution());
    }

    @Test
    void a_olderValueRidesOnTheAnswerOfACommit() {
        List<Grant> next = new ArrayList<>();
        RunDriver run = runWithTrash(next);
        ValueId value = trash(run);
        Work work = run.started("w1", next.getFirst());
        run.pass(WINDOW.plusMillis(1));
        assertThat(run.committed(work).garbage()).containsExactly(value);
    }

    @Test
    void a_olderValueRidesOnTheAnswerOfReaping() {
        RunDriver run = runWithTrash(new ArrayList<>());
        ValueId value = trash(run);
        run.pass(WINDOW.plusMillis(1));
        assertThat(run.reaped().garbage()).containsExactly(value);
    }

    @Test
    void valueIsHandedOutToOneCallerAtATime() {
        RunDriver run = runWithTrash(new ArrayList<>());
        run.pass(WINDOW.plusMillis(1));
        assertThat(run.reaped().garbage()).hasSize(1);
        assertThat(run.reaped().garbage()).isEmpty();
    }

    @Test
    void valueThatIsAcknowledgedIsGone() {
        List<Grant> next = new ArrayList<>();
        RunDriver run = runWithTrash(next);
        Work work = run.started("w1", next.getFirst());
        run.pass(WINDOW.plusMillis(1));
        List<ValueId> garbage = run.reaped().garbage();
        run.committed(run.commitOf(work).deleted(garbage));
        assertThat(run.state().values()).noneMatch(value -> value.task() == 0);
        assertThat(run.state().trash()).noneMatch(value -> value.task() == 0);
        assertThat(Objects.requireNonNull(run.result(0)).output())
                .isInstanceOf(Output.Collected.class);
        run.pass(Duration.ofMinutes(1));
        assertThat(run.reaped().garbage()).noneMatch(value -> value.task() == 0);
    }

    @Test
    void valueThatIsNotAcknowledgedIsHandedOutAgain() {
        List<Grant> next = new ArrayList<>();
        RunDriver run = runWithTrash(next);
        Work work = run.started("w1", next.getFirst());
        run.pass(WINDOW.plusMillis(1));
        List<ValueId> garbage = run.reaped().garbage();
        for (int i = 0; i < 4; i++) {
            run.pass(Duration.ofSeconds(6));
            assertThat(run.lost(work)).isEmpty();
        }
        assertThat(run.reaped().garbage()).containsAll(garbage);
    }

    @Test
    void valueThatIsStillNeededIsNotGivenUpBecauseSomebodySaysSo() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> children = run.committed(root).grants();
        ValueId needed = new ValueId(0, root.execution(), false);
        run.committed(
                run.commitOf(run.started("w1", children.getFirst())).deleted(List.of(needed)));
        assertThat(Objects.requireNonNull(run.result(0)).output())
                .isInstanceOf(Output.Inline.class);
    }

    @Test
    void b_childThatCommitsTwiceConsumesOnce() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> children = run.committed(root).grants();
        Work child = run.started("w1", children.getFirst());
        Commit commit = run.commitOf(child).build();
        run.commit(commit);
        run.commit(commit);
        run.commit(run.commitOf(child.as(run.execution())).build());
        assertThat(run.state().consumed().cardinality()).isEqualTo(1);
        assertThat(run.state().trash()).isEmpty();
    }

    @Test
    void b_chunkThatIsPublishedAgainConsumesOnce() {
        RunDriver run = run(DagShapes.layers(1, 2, 2, 1));
        Work root = run.started("w1", run.submitted().getFirst());
        Work child = run.started("w1", run.committed(root).grants().getFirst());
        Commit first = run.commitOf(child).chunk(0, 0, 1, false).build();
        run.commit(first);
        run.commit(run.commitOf(child).chunk(1, 1, 2, true).build());
        run.commit(first);
        assertThat(run.state().consumed().cardinality()).isEqualTo(1);
        assertThat(run.state().trash()).isEmpty();
    }

    @Test
    void d_valueOfARefusedCommitIsTrash() {
        RunDriver run = run(DagShapes.chain(3));
        Work winner = run.started("w1", run.submitted().getFirst());
        run.committed(run.commitOf(winner).spread());
        Work loser = winner.as(run.execution());
        the(CommitAnswer.Refused.class, run.commit(run.commitOf(loser).spread().build()));
        assertThat(run.state().trash()).containsExactly(new ValueId(0, loser.execution(), true));
        run.pass(WINDOW.plusMillis(1));
        assertThat(run.reaped().garbage()).containsExactly(new ValueId(0, loser.execution(), true));
    }

    @Test
    void d_valueOfAFencedCommitIsTrash() {
        RunDriver run = run(DagShapes.chainWithOutsideEffects());
        Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
        Work late = run.started("w1", middle);
        run.passALease();
        run.reaped();
        CommitAnswer answer = run.commit(run.commitOf(late).spread().build());
        assertThat(the(CommitAnswer.Refused.class, answer).reason()).isEqualTo(Superseded.FENCED);
        assertThat(run.state().trash()).contains(new ValueId(1, late.execution(), true));
    }

    @Test
    void d_valueOfACommitOfAnEarlierEpochIsTrash() {
        RunDriver run = run(DagShapes.chain(2));
        Work old = run.started("w1", run.submitted().getFirst());
        run.cancel();
        run.resumed();
        the(CommitAnswer.Over.class, run.commit(run.commitOf(old).spread().build()));
        assertThat(run.state().trash()).containsExactly(new ValueId(0, old.execution(), true));
    }

    @Test
    void d_valueThatTheRecordNamesIsNoTrashThoughItsStepIsRepeated() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Commit commit = run.commitOf(root).spread().build();
        run.commit(commit);
        assertThat(the(Committed.class, run.commit(commit)).again()).isTrue();
        run.cancel();
        run.commit(commit);
        assertThat(run.state().trash()).isEmpty();
        assertThat(run.state().values()).containsExactly(new ValueId(0, root.execution(), true));
    }

    @Test
    void d_everyLargeValueIsHandedOutOrTrashWhenTheRunIsDone() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Work loser = root.as(run.execution());
        Grant middle = run.committed(run.commitOf(root).spread()).grants().getFirst();
        run.commit(run.commitOf(loser).spread().build());
        Work second = run.started("w1", middle);
        Grant sink = run.committed(run.commitOf(second).spread()).grants().getFirst();
        Committed end = run.committed(run.started("w1", sink));
        assertThat(end.status()).isEqualTo(RunStatus.DONE);
        List<ValueId> known = new ArrayList<>(end.garbage());
        known.addAll(run.state().trash());
        assertThat(known)
                .contains(
                        new ValueId(0, root.execution(), true),
                        new ValueId(0, loser.execution(), true),
                        new ValueId(1, second.execution(), true));
    }

    @Test
    void whoLooksDeletesWhatTheLastWorkerDidNotOnceTheEndIsSure() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant sink = run.committed(run.commitOf(root).spread()).grants().getFirst();
        run.committed(run.started("w1", sink));
        assertThat(the(ReapAnswer.Reaped.class, run.reap()).garbage()).isEmpty();
        clock.advance(RunLimits.standard().lossWindow());
        ReapAnswer.Reaped late = the(ReapAnswer.Reaped.class, run.reap());
        assertThat(late.status()).isEqualTo(RunStatus.DONE);
        assertThat(late.reissued()).isEmpty();
        assertThat(late.garbage()).containsExactly(new ValueId(0, root.execution(), true));
    }

    @Test
    void outputThatAllChildrenHadWithinASegmentIsNoTrash() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        run.committed(run.commitOf(root).then(1));
        assertThat(run.state().values()).extracting(ValueId::task).containsExactly(1);
        assertThat(run.state().trash()).isEmpty();
    }
}
