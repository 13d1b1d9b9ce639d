package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ClaimMode;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer.Recorded;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer.Invalidated;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What failures, deaths, held and lost outputs, and resumptions do to the places of a run that has only so
/// many of them; see [ParallelismCases].
abstract class PlaceCases extends StoreCases {
    private static final Optional<Duration> LATER = Optional.of(Duration.ofMinutes(1));
    private static final Optional<Duration> NEVER = Optional.empty();

    PlaceCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private RunDriver run(Dag dag, int parallelism) {
        return run(dag, RunLimits.standard().withParallelism(parallelism));
    }

    private RunDriver runThatGoesOn(Dag dag, int parallelism) {
        return run(dag, RunLimits.standard().withParallelism(parallelism).withGoOn(true));
    }

    private static List<Integer> tasks(List<Grant> grants) {
        return grants.stream().map(Grant::task).toList();
    }

    @Test
    void attemptThatWaitsToBeMadeKeepsItsPlace() {
        RunDriver run = run(DagShapes.fanIn(2), 1);
        Recorded answer = run.failed(run.started("w1", run.submitted().getFirst()), LATER);
        assertThat(answer.grants()).isEmpty();
        assertThat(run.state().parked()).containsExactly(1);
        run.pass(Duration.ofMinutes(1));
        assertThat(tasks(run.reaped().reissued())).containsExactly(0);
    }

    @Test
    void placeOfATaskThatFailedForGoodIsAnothers() {
        RunDriver run = runThatGoesOn(DagShapes.fanIn(3), 1);
        Work first = run.started("w1", run.submitted().getFirst());
        Fail fail = run.failOf(first, NEVER);
        Recorded answer = the(Recorded.class, run.fail(fail));
        assertThat(tasks(answer.grants())).containsExactly(1);
        assertThat(answer.grants().getFirst().mode()).isEqualTo(ClaimMode.INVOKE);
        Recorded again = the(Recorded.class, run.fail(fail));
        assertThat(again.again()).isTrue();
        assertThat(again.grants()).isEqualTo(answer.grants());
        assertThat(run.state().parked()).containsExactly(2);
    }

    @Test
    void taskThatIsToBeSkippedWaitsForAPlaceAndTakesIt() {
        RunDriver run = runThatGoesOn(DagShapes.fan(3), 1);
        Grant skip =
                run.failed(run.started("w1", run.submitted().getFirst()), NEVER)
                        .grants()
                        .getFirst();
        for (int task = 1; task <= 4; task++) {
            assertThat(skip.task()).isEqualTo(task);
            assertThat(skip.skip()).isTrue();
            List<Grant> next =
                    run.committed(run.commitOf(run.started("w1", skip)).skipped()).grants();
            skip = next.isEmpty() ? skip : next.getFirst();
        }
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void claimOfADeadWorkerKeepsItsPlace() {
        RunDriver run = run(DagShapes.fanIn(4), 2);
        List<Grant> roots = run.submitted();
        run.started("w1", roots.get(0));
        run.started("w2", roots.get(1));
        assertThat(tasks(run.died("w1").reissued())).containsExactly(0);
        run.passALease();
        assertThat(tasks(run.reaped().reissued())).containsExactlyInAnyOrder(0, 1);
        assertThat(run.state().parked()).containsExactly(2, 3);
    }

    @Test
    void childForWhichThereIsNoPlaceIsNotHeld() {
        RunDriver run = run(DagShapes.fan(3), 2);
        Work root = run.started("w1", run.submitted().getFirst());
        HoldAnswer.Held held = run.held(root);
        assertThat(tasks(held.grants())).containsExactly(1);
        assertThat(held.contended()).isEqualTo(2);
        assertThat(run.state().parked()).isEmpty();
        assertThat(tasks(run.committed(root).grants())).containsExactly(2);
        assertThat(run.state().parked()).containsExactly(3);
    }

    @Test
    void placeOfAHeldChildIsAnothersOnceItsHolderIsDead() {
        RunDriver run = run(ParallelismCases.held(), 3);
        List<Grant> roots = run.submitted();
        assertThat(tasks(run.held(run.started("w1", roots.get(0))).grants())).containsExactly(2);
        run.done("w2", roots.get(1));
        assertThat(run.state().index()).containsOnlyKeys(0, 2, 3);
        assertThat(run.state().parked()).containsExactly(4);
        assertThat(tasks(run.died("w1").reissued())).containsExactly(0, 4);
        assertThat(run.state().index()).containsOnlyKeys(0, 3, 4);
    }

    @Test
    void placeOfAHeldChildIsAnothersOnceItIsFoundNotToBeReady() {
        RunDriver run = run(ParallelismCases.held(), 3);
        List<Grant> roots = run.submitted();
        Grant child = run.held(run.started("w1", roots.get(0))).grants().getFirst();
        run.done("w2", roots.get(1));
        assertThat(run.verdict(run.start("w1", child.claim())))
                .isInstanceOf(Verdict.NotReady.class);
        assertThat(run.state().index()).containsOnlyKeys(0, 3, 4);
        run.pass(Duration.ofSeconds(2));
        assertThat(tasks(run.reaped().reissued())).containsExactly(3, 4);
    }

    @Test
    void taskThatIsMadeAgainHasThePlaceOfWhoMissedItsOutput() {
        RunDriver run = run(DagShapes.fan(3), 1);
        List<Grant> next = run.done("w1", run.submitted().getFirst());
        Invalidated answer = run.invalidated(run.started("w2", next.getFirst()), 0);
        assertThat(tasks(answer.grants())).containsExactly(0);
        assertThat(run.state().index()).containsOnlyKeys(0);
        assertThat(run.state().parked()).isEmpty();
        run.finish(answer.grants());
    }

    @Test
    void placesOfClaimsThatAreDroppedAreOthers() {
        RunDriver run = run(wide(), 3);
        List<Grant> roots = run.submitted();
        List<Grant> children = run.done("w1", roots.get(0));
        assertThat(tasks(children)).containsExactly(5);
        List<Grant> more = run.done("w1", roots.get(1));
        assertThat(tasks(more)).containsExactly(6);
        Work reader = run.started("w2", children.getFirst());
        Invalidate invalidate =
                run.invalidationOf(reader, 0, Objects.requireNonNull(run.result(0)).execution());
        Invalidated answer = the(Invalidated.class, run.invalidate(invalidate));
        assertThat(tasks(answer.grants())).containsExactly(0, 3);
        assertThat(run.state().index()).containsOnlyKeys(0, 2, 3);
        Invalidated again = the(Invalidated.class, run.invalidate(invalidate));
        assertThat(again.grants()).isEqualTo(answer.grants());
        assertThat(run.state().parked()).containsExactly(4);
    }

    /// Tasks 0 to 4 are roots, 5 is a child of 0, 6 one of 0 and 1.
    private static Dag wide() {
        DagSketch sketch = new DagSketch();
        int[] roots = {sketch.task(), sketch.task(), sketch.task(), sketch.task(), sketch.task()};
        int one = sketch.task(roots[0]);
        int other = sketch.task(roots[0], roots[1]);
        sketch.task(roots[2], roots[3], roots[4], one, other);
        return sketch.build();
    }

    /// Whoever misses what elements share is no child of it: it waits in its place, and would wait for ever.
    @Test
    void taskThatIsMadeAgainWaitsForNoPlace() {
        RunDriver run = run(DagShapes.fanIn(3), 1);
        List<Grant> next = run.done("w1", run.submitted().getFirst());
        Work reader = run.started("w2", next.getFirst());
        Grant again = run.invalidated(reader, 0).grants().getFirst();
        assertThat(again.task()).isZero();
        assertThat(run.state().index()).containsOnlyKeys(0, 1);
        assertThat(run.done("w3", again)).isEmpty();
        run.finish(run.committed(reader).grants());
    }

    @Test
    void resumptionIssuesNoMoreThanTheBoundAllows() {
        RunDriver run = run(DagShapes.fanIn(5), 2);
        List<Grant> roots = run.submitted();
        run.started("w1", roots.get(0));
        run.cancel();
        assertThat(tasks(run.resumed().grants())).containsExactly(0, 1);
        assertThat(run.state().parked()).containsExactly(2, 3, 4);
    }

    @Test
    void resumptionOfAnAbandonedRunFindsThoseWhoWait() {
        RunDriver run = run(DagShapes.fanIn(3), 1);
        run.started("w1", run.submitted().getFirst());
        run.passALease();
        List<Grant> grants = run.resumed().grants();
        assertThat(tasks(grants)).containsExactly(0);
        run.finish(grants);
    }

    @Test
    void tasksThatFailedAreTriedAgainWithinTheBoundAndTheSkippedWaitForThem() {
        RunDriver run = runThatGoesOn(failing(), 2);
        List<Grant> roots = run.submitted();
        List<Grant> next = run.failed(run.started("w1", roots.get(0)), NEVER).grants();
        assertThat(tasks(next)).containsExactly(5);
        assertThat(run.failed(run.started("w1", roots.get(1)), NEVER).grants()).hasSize(1);
        assertThat(run.state().parked()).isNotEmpty();
        run.cancel();
        List<Grant> again = run.resumed().grants();
        assertThat(again).hasSize(2);
        assertThat(again).extracting(Grant::skip).containsOnly(false);
        assertThat(run.state().parked()).doesNotContain(5, 6, 7);
        run.finish(again);
    }

    /// Tasks 0 to 4 are roots, 5 and 6 are children of 0, 7 one of 1.
    private static Dag failing() {
        DagSketch sketch = new DagSketch();
        int[] roots = {sketch.task(), sketch.task(), sketch.task(), sketch.task(), sketch.task()};
        int one = sketch.task(roots[0]);
        int other = sketch.task(roots[0]);
        int third = sketch.task(roots[1]);
        sketch.task(roots[2], roots[3], roots[4], one, other, third);
        return sketch.build();
    }
}
