package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.SubmitAnswer;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// A bound on how many tasks of a run are claimed at a time: who waits for a place, and who gets one that has
/// become free in a commit. (What other steps do to places is [PlaceCases].) That no more are claimed,
/// and that nobody waits while there is a place, is checked after every step of every case.
abstract class ParallelismCases extends StoreCases {
    ParallelismCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private RunDriver run(Dag dag, int parallelism) {
        return run(dag, RunLimits.standard().withParallelism(parallelism));
    }

    private static List<Integer> tasks(List<Grant> grants) {
        return grants.stream().map(Grant::task).toList();
    }

    @Test
    void rootsBeyondTheBoundWait() {
        RunDriver run = run(DagShapes.fanIn(5), 2);
        assertThat(tasks(run.submitted())).containsExactly(0, 1);
        assertThat(run.state().parked()).containsExactly(2, 3, 4);
        assertThat(run.state().index()).containsOnlyKeys(0, 1);
        assertThat(run.record().limits().parallelism()).isEqualTo(2);
        assertThat(tasks(the(SubmitAnswer.Created.class, run.submit()).roots()))
                .containsExactly(0, 1);
    }

    @Test
    void inARunWithoutABoundNobodyWaits() {
        RunDriver run = run(DagShapes.fan(300));
        assertThat(run.done("w1", run.submitted().getFirst())).hasSize(300);
        assertThat(run.state().parked()).isEmpty();
    }

    @Test
    void whoeverCommitsKeepsTheTaskThatIsLetIn() {
        RunDriver run = run(DagShapes.fanIn(3), 1);
        Work first = run.started("w1", run.submitted().getFirst());
        clock.advance(Duration.ofSeconds(1));
        Grant next = run.committed(run.commitOf(first).keep(1)).grants().getFirst();
        assertThat(next.task()).isEqualTo(1);
        assertThat(next.mode()).isEqualTo(ClaimMode.CONTINUE);
        assertThat(next.k()).isGreaterThan(0);
        assertThat(run.claimState(1).owner()).isEqualTo("w1");
        assertThat(run.state().index()).containsEntry(1, clock.micros() + 10_000_000);
        run.finish(run.committed(run.kept("w1", next)).grants());
    }

    @Test
    void whoKeepsNothingInvokesForTheTaskThatIsLetIn() {
        RunDriver run = run(DagShapes.fanIn(3), 1);
        Work first = run.started("w1", run.submitted().getFirst());
        clock.advance(Duration.ofSeconds(1));
        Grant next = run.committed(first).grants().getFirst();
        assertThat(next.mode()).isEqualTo(ClaimMode.INVOKE);
        assertThat(run.state().index()).containsEntry(1, clock.micros() + 2_000_000);
        run.started("w2", next);
    }

    @Test
    void whatACommitMakesReadyComesBeforeThoseWhoWait() {
        DagSketch sketch = new DagSketch();
        int first = sketch.task();
        int second = sketch.task();
        int child = sketch.task(first);
        sketch.task(second, child);
        RunDriver run = run(sketch.build(), 1);
        List<Grant> grants = run.done("w1", run.submitted().getFirst());
        assertThat(tasks(grants)).containsExactly(child);
        assertThat(run.state().parked()).containsExactly(second);
    }

    @Test
    void whoeverBecameReadyLastIsLetInFirst() {
        DagSketch sketch = new DagSketch();
        int first = sketch.task();
        int second = sketch.task();
        int[] children = {sketch.task(first), sketch.task(first), sketch.task(first)};
        sketch.task(second, children[0], children[1], children[2]);
        RunDriver run = run(sketch.build(), 1);
        List<Grant> next = run.submitted();
        clock.advance(Duration.ofSeconds(1));
        for (int task : new int[] {first, children[0], children[1], children[2], second}) {
            assertThat(tasks(next)).containsExactly(task);
            clock.advance(Duration.ofSeconds(1));
            next = run.done("w1", next.getFirst());
        }
        run.finish(next);
    }

    @Test
    void childrenBeyondTheBoundWaitThoughTheyWouldBeKept() {
        RunDriver run = run(DagShapes.fan(5), 3);
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> grants = run.committed(run.commitOf(root).keep(2)).grants();
        assertThat(tasks(grants)).containsExactly(1, 2, 3);
        assertThat(grants)
                .extracting(Grant::mode)
                .containsExactly(ClaimMode.CONTINUE, ClaimMode.CONTINUE, ClaimMode.INVOKE);
        assertThat(run.state().parked()).containsExactly(4, 5);
    }

    @Test
    void commitThatIsRepeatedLetsNobodyElseIn() {
        RunDriver run = run(DagShapes.fanIn(4), 1);
        Work first = run.started("w1", run.submitted().getFirst());
        Commit commit = run.commitOf(first).keep(1).build();
        List<Grant> grants = the(Committed.class, run.commit(commit)).grants();
        assertThat(tasks(grants)).containsExactly(1);
        Committed again = the(Committed.class, run.commit(commit));
        assertThat(again.again()).isTrue();
        assertThat(again.grants()).isEqualTo(grants);
        assertThat(run.state().parked()).containsExactly(2, 3);
    }

    @Test
    void commitThatIsRepeatedNamesEachOfItsChildrenOnce() {
        RunDriver run = run(DagShapes.fan(3), 2);
        Work root = run.started("w1", run.submitted().getFirst());
        Commit commit = run.commitOf(root).keep(1).build();
        List<Grant> grants = the(Committed.class, run.commit(commit)).grants();
        assertThat(tasks(grants)).containsExactly(1, 2);
        assertThat(the(Committed.class, run.commit(commit)).grants()).isEqualTo(grants);
    }

    @Test
    void placeIsAnothersOnceItsClaimIsReaped() {
        RunDriver run = run(DagShapes.fanIn(3), 1);
        Work first = run.started("w1", run.submitted().getFirst());
        Commit commit = run.commitOf(first).keep(1).build();
        the(Committed.class, run.commit(commit));
        run.passALease();
        assertThat(tasks(run.reaped().reissued())).containsExactly(1);
        assertThat(the(Committed.class, run.commit(commit)).grants()).isEmpty();
    }

    @Test
    void segmentHasOnePlaceWhateverItsTasks() {
        DagSketch sketch = new DagSketch();
        int first = sketch.task();
        int second = sketch.task();
        int inner = sketch.task(first);
        int last = sketch.task(inner);
        sketch.task(second, last);
        RunDriver run = run(sketch.build(), 1);
        Work work = run.started("w1", run.submitted().getFirst());
        List<Grant> grants = run.committed(run.commitOf(work).then(inner, last)).grants();
        assertThat(tasks(grants)).containsExactly(second);
    }

    @Test
    void openTaskHasItsPlaceUntilItsLastEdgeIsPublished() {
        RunDriver run = run(DagShapes.fan(4), 1);
        Work root = run.started("w1", run.submitted().getFirst());
        assertThat(run.committed(run.commitOf(root).chunk(0, 0, 2, false)).grants()).isEmpty();
        assertThat(run.state().parked()).containsExactly(1, 2);
        assertThat(run.state().index()).containsOnlyKeys(0);
        clock.advance(Duration.ofSeconds(1));
        Committed closed = run.committed(run.commitOf(root).chunk(1, 2, 4, true).keep(1));
        assertThat(tasks(closed.grants())).containsExactly(3);
        assertThat(closed.grants().getFirst().mode()).isEqualTo(ClaimMode.CONTINUE);
        Committed again = run.committedAgain(run.commitOf(root).chunk(1, 2, 4, true).keep(1));
        assertThat(again.grants()).isEqualTo(closed.grants());
    }

    @Test
    void openTaskOfADeadWorkerIsPublishedFromItsPlace() {
        RunDriver run = run(DagShapes.fan(4), 1);
        Work root = run.started("w1", run.submitted().getFirst());
        run.committed(run.commitOf(root).chunk(0, 0, 2, false));
        run.passALease();
        Grant reissued = run.reaped().reissued().getFirst();
        assertThat(reissued.task()).isZero();
        Verdict verdict = run.verdict(run.start("w2", reissued.claim()));
        assertThat(verdict).isInstanceOf(Verdict.PublishOnly.class);
        Commit rest = run.commitOf(root).chunk(1, 2, 4, true).build();
        assertThat(the(Committed.class, run.commit(rest)).grants()).hasSize(1);
    }

    /// It was claimed and begun, but then had to wait for its parent once more, and has no place now.
    @Test
    void lateButGoodWorkOfATaskThatWaitsForAPlaceIsAccepted() {
        RunDriver run = run(held(), 3);
        List<Grant> roots = run.submitted();
        Work holder = run.started("w1", roots.get(0));
        Work late = run.kept("w1", run.held(holder).grants().getFirst());
        run.done("w2", roots.get(1));
        run.pass(Duration.ofSeconds(6));
        run.lost(holder);
        run.pass(Duration.ofSeconds(6));
        assertThat(tasks(run.reaped().reissued())).containsExactly(3, 4);
        run.committed(run.commitOf(holder).chunk(0, 0, 1, false));
        assertThat(run.state().parked()).containsExactly(2);
        Verdict verdict = run.verdict(run.start("w3", late.claim()));
        assertThat(the(Verdict.Refused.class, verdict).reason()).isEqualTo(Superseded.UNKNOWN);
        run.committed(late);
        assertThat(run.state().parked()).isEmpty();
        assertThat(run.result(2)).isNotNull();
    }

    /// Tasks 2 and 5 are children of 0, 3 and 4 of 1.
    static Dag held() {
        DagSketch sketch = new DagSketch();
        int one = sketch.task();
        int other = sketch.task();
        int[] children = {
            sketch.task(one), sketch.task(other), sketch.task(other), sketch.task(one)
        };
        sketch.task(children);
        return sketch.build();
    }

    @Test
    void handedOverClaimKeepsItsPlace() {
        RunDriver run = run(DagShapes.fan(4), 3);
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> kept = run.committed(run.commitOf(root).keep(3)).grants();
        Claim given = kept.get(2).claim();
        List<Grant> next =
                run.committed(run.commitOf(run.kept("w1", kept.get(0))).handOver(given)).grants();
        assertThat(tasks(next)).containsExactly(4);
        run.started("w2", given);
        run.started("w3", next.getFirst());
    }

    @Test
    void whateverTheBoundTheRunEnds() {
        for (int parallelism = 1; parallelism <= 4; parallelism++) {
            RunDriver run = run(DagShapes.butterfly(3), parallelism);
            run.finish(run.submitted());
            assertThat(run.record().settled()).isEqualTo(run.dag().tasks());
        }
    }

    @Test
    void commitThatComesAfterTheEndGrantsNothingButFillsThePlace() {
        RunDriver run = run(DagShapes.fanIn(3), 1);
        Work first = run.started("w1", run.submitted().getFirst());
        run.cancel();
        Committed late = run.committed(first);
        assertThat(late.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(late.grants()).isEmpty();
        assertThat(run.state().index()).containsOnlyKeys(1);
        assertThat(tasks(run.resumed().grants())).containsExactly(1);
    }
}
