package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Segments: several tasks under one claim, accepted or refused whole. Schedules B4 (e) and (f).
abstract class SegmentCases extends StoreCases {
    SegmentCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    /// 0 → 1 → 2, and 0 → 3; both ends join in 4.
    private static Dag chainWithABranch() {
        DagSketch sketch = new DagSketch();
        int root = sketch.task();
        int end = sketch.task(sketch.task(root));
        int branch = sketch.task(root);
        sketch.task(end, branch);
        return sketch.build();
    }

    @Test
    void chainIsCommittedInOneStep() {
        RunDriver run = run(DagShapes.chain(4));
        Work root = run.started("w1", run.submitted().getFirst());
        Committed answer = run.committed(run.commitOf(root).then(1, 2, 3));
        assertThat(answer.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.record().settled()).isEqualTo(4);
        assertThat(Objects.requireNonNull(run.record().result()).claim()).isEqualTo(root.claim());
    }

    @Test
    void segmentStoresWhatIsNeededOutsideAndPublishesWhatLeavesIt() {
        RunDriver run = run(chainWithABranch());
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> grants = run.committed(run.commitOf(root).then(1, 2)).grants();
        assertThat(grants).extracting(Grant::task).containsExactly(3);
        List<TaskResult> results = results(run, 0, 1, 2);
        assertThat(results.get(0).output()).isInstanceOf(Output.Inline.class);
        assertThat(results.get(1).output()).isInstanceOf(Output.None.class);
        assertThat(results.get(2).output()).isInstanceOf(Output.Inline.class);
        assertThat(results).extracting(TaskResult::claim).containsOnly(root.claim());
        assertThat(run.state().claims()).containsOnlyKeys(3);
        run.done("w1", run.done("w2", grants.getFirst()).getFirst());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    private static List<TaskResult> results(RunDriver run, int... tasks) {
        return java.util.Arrays.stream(tasks)
                .mapToObj(task -> Objects.requireNonNull(run.result(task)))
                .toList();
    }

    @Test
    void childrenOfTheWholeSegmentAreKeptInTheOrderOfItsTasks() {
        RunDriver run = run(chainWithABranch());
        Work root = run.started("w1", run.submitted().getFirst());
        CommitSketch segment = run.commitOf(root).then(1).keep(1);
        List<Grant> grants = run.committed(segment).grants();
        assertThat(grants).extracting(Grant::task).containsExactly(3, 2);
        assertThat(run.claimState(3).owner()).isEqualTo("w1");
        assertThat(run.claimState(2).owner()).isEmpty();
    }

    @Test
    void segmentThatIsRepeatedIsCommittedOnce() {
        RunDriver run = run(chainWithABranch());
        Work root = run.started("w1", run.submitted().getFirst());
        Commit commit = run.commitOf(root).then(1, 2).build();
        Committed first = the(Committed.class, run.commit(commit));
        Committed second = the(Committed.class, run.commit(commit));
        assertThat(second.again()).isTrue();
        assertThat(second.grants()).isEqualTo(first.grants());
        assertThat(run.record().settled()).isEqualTo(3);
    }

    @Test
    void segmentIsReapedAsItsClaim() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        run.passALease();
        List<Grant> reissued = run.reaped().reissued();
        assertThat(reissued).extracting(Grant::task).containsExactly(0);
        assertThat(run.committed(run.commitOf(root).then(1)).grants())
                .extracting(Grant::task)
                .containsExactly(2);
        assertThat(run.state().claims()).containsOnlyKeys(2);
    }

    @Test
    void inputsOfASegmentThatIsNotCommittedAreNotCollected() {
        RunDriver run = run(DagShapes.chain(3));
        Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
        Work segment = run.started("w1", middle);
        run.pass(Duration.ofSeconds(6));
        assertThat(run.lost(segment)).isEmpty();
        assertThat(run.reaped().garbage()).isEmpty();
        assertThat(Objects.requireNonNull(run.result(0)).output())
                .isInstanceOf(Output.Inline.class);
        run.committed(run.commitOf(segment).then(2));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void e_segmentOfAZombieIsRefusedWholeIfItsFirstTaskWasCommitted() {
        RunDriver run = run(DagShapes.chain(4));
        Work zombie = run.started("w1", run.submitted().getFirst());
        run.passALease();
        Work second = run.started("w2", run.reaped().reissued().getFirst());
        run.committed(run.commitOf(second).keep(1));
        RunSnapshot before = run.state();
        CommitAnswer answer = run.commit(run.commitOf(zombie).then(1, 2).build());
        assertThat(the(CommitAnswer.Refused.class, answer).reason())
                .isEqualTo(Superseded.DUPLICATE);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void e_segmentIsRefusedWholeIfALaterTaskIsClaimedBySomebody() {
        RunDriver run = run(DagShapes.layers(2, 1, 1));
        List<Grant> roots = run.submitted();
        Work mine = run.started("w1", roots.get(0));
        run.started("w2", roots.get(1));
        RunSnapshot before = run.state();
        CommitAnswer answer = run.commit(run.commitOf(mine).then(1, 2).build());
        the(CommitAnswer.Refused.class, answer);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void e_segmentIsRefusedWholeIfALaterTaskIsCommitted() {
        RunDriver run = run(DagShapes.layers(2, 1, 1));
        List<Grant> roots = run.submitted();
        Work mine = run.started("w1", roots.get(0));
        run.done("w2", roots.get(1));
        RunSnapshot before = run.state();
        CommitAnswer answer = run.commit(run.commitOf(mine).then(1, 2).build());
        the(CommitAnswer.Refused.class, answer);
        assertThat(run.state()).isEqualTo(before);
        run.committed(mine);
    }

    @Test
    void e_largeValuesOfARefusedSegmentAreTrash() {
        RunDriver run = run(DagShapes.chain(4));
        Work zombie = run.started("w1", run.submitted().getFirst());
        run.passALease();
        run.done("w2", run.reaped().reissued().getFirst());
        CommitSketch segment = run.commitOf(zombie).then(1, 2).spread();
        the(CommitAnswer.Refused.class, run.commit(segment.build()));
        assertThat(run.state().trash())
                .containsExactly(new dev.weft.model.ValueId(2, segment.executionOf(2), true));
    }

    @Test
    void e_staleInputOfAnyTaskRefusesTheWholeSegment() {
        DagSketch sketch = new DagSketch();
        int other = sketch.task();
        int root = sketch.task();
        sketch.task(sketch.task(root, other));
        RunDriver run = run(sketch.build());
        List<Grant> roots = run.submitted();
        Work committed = run.started("w2", roots.get(0));
        run.committed(committed);
        Work mine = run.started("w1", roots.get(1));
        Commit stale = run.commitOf(mine).then(2).used(0, committed.execution() + 2, 7).build();
        assertThat(the(CommitAnswer.Refused.class, run.commit(stale)).reason())
                .isEqualTo(Superseded.STALE_INPUT);
        assertThat(run.record().settled()).isEqualTo(1);
        assertThat(run.state().index()).containsOnlyKeys(1);
    }

    @Test
    void f_repeatedStepThatHasMeanwhileGrownCommitsNothingMore() {
        RunDriver run = run(DagShapes.chain(4));
        Work root = run.started("w1", run.submitted().getFirst());
        CommitSketch sketch = run.commitOf(root);
        run.committed(sketch);
        Work child = run.kept("w1", run.committedAgain(sketch).grants().getFirst());
        CommitAnswer grown = run.commit(sketch.then(1, 2).build());
        if (grown instanceof Committed committed) {
            assertThat(committed.again()).isTrue();
        }
        assertThat(run.record().settled()).isEqualTo(1);
        assertThat(run.state().index()).containsOnlyKeys(1);
        assertThat(run.claimState(1).k()).isEqualTo(child.claim().k());
    }
}
