package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.RunStatus;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Superseded;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// GROW: which numbers a run is given beyond those of its graph, and who gets them.
abstract class GrowCases extends StoreCases {
    GrowCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static Superseded refusal(RunDriver run, Grow grow) {
        return the(GrowAnswer.Refused.class, run.grow(grow)).reason();
    }

    @Test
    void numbersFollowThoseOfTheGraph() {
        RunDriver run = run(DagShapes.diamond());
        Work root = run.started("w1", run.submitted().getFirst());
        assertThat(run.grown(root, 3, 5))
                .isEqualTo(new Growth(0, root.execution(), "what 0 makes", 4, 3, 4, 5));
        assertThat(run.record().tasks()).isEqualTo(7);
    }

    @Test
    void numbersAreNeverGivenTwice() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Growth one = run.grown(run.started("w1", roots.get(0)), 3, 5);
        Growth other = run.grown(run.started("w2", roots.get(1)), 1, 2);
        assertThat(one.firstTask()).isEqualTo(3);
        assertThat(one.firstEdge()).isEqualTo(2);
        assertThat(other.firstTask()).isEqualTo(6);
        assertThat(other.firstEdge()).isEqualTo(7);
        assertThat(run.state().growths()).containsExactly(one, other);
    }

    @Test
    void growthThatIsRepeatedGivesTheSameNumbers() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Work work = run.started("w1", roots.get(0));
        Growth first = run.grown(work, 3, 5);
        Growth other = run.grown(run.started("w2", roots.get(1)), 1, 1);
        RunSnapshot before = run.state();
        assertThat(run.grown(work, 3, 5)).isEqualTo(first);
        assertThat(run.state()).isEqualTo(before);
        assertThat(before.growths()).containsExactly(first, other);
    }

    @Test
    void twoExecutionsOfATaskGetDifferentNumbers() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        Growth first = run.grown(work, 3, 5);
        Growth second = run.grown(work.as(run.execution()), 2, 2);
        assertThat(second.firstTask()).isEqualTo(first.firstTask() + 3);
        assertThat(second.firstEdge()).isEqualTo(first.firstEdge() + 5);
        assertThat(run.state().growths()).containsExactly(first, second);
    }

    @Test
    void growthMayHaveNoTasksOrNoEdges() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        assertThat(run.grown(work, 0, 0).tasks()).isZero();
        assertThat(run.grown(work.as(run.execution()), 0, 2).firstEdge()).isEqualTo(1);
        assertThat(run.grown(work.as(run.execution()), 2, 0).firstTask()).isEqualTo(2);
        Growth last = run.grown(work.as(run.execution()), 1, 1);
        assertThat(last.firstTask()).isEqualTo(4);
        assertThat(last.firstEdge()).isEqualTo(3);
        assertThat(run.state().growths()).hasSize(4);
    }

    @Test
    void labelIsKeptAsItIs() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        Grow grow = run.growOf(work, 1, 1);
        String label = "Bäume::fällen \"%s\" 枝\n";
        Growth growth =
                run.grown(
                        new Grow(
                                grow.run(),
                                grow.epoch(),
                                grow.worker(),
                                grow.claim(),
                                grow.task(),
                                Long.MIN_VALUE,
                                label,
                                1,
                                1));
        assertThat(growth.label()).isEqualTo(label);
        assertThat(growth.execution()).isEqualTo(Long.MIN_VALUE);
        assertThat(run.state().growths()).containsExactly(growth);
    }

    @Test
    void innerTaskOfASegmentGrowsUnderTheSegmentsClaim() {
        RunDriver run = run(DagShapes.chain(3));
        Work first = run.started("w1", run.submitted().getFirst());
        long execution = run.execution();
        Growth growth = run.grown(run.growOf(first, 1, execution, 2, 2));
        assertThat(growth.owner()).isEqualTo(1);
        assertThat(growth.execution()).isEqualTo(execution);
    }

    @Test
    void numbersAreGivenToWhoeverMayCommit() {
        RunDriver run = run(DagShapes.chain(2));
        Work late = run.started("w1", run.submitted().getFirst());
        run.passALease();
        Work second = run.started("w2", run.reaped().reissued().getFirst());
        Growth growth = run.grown(late, 1, 1);
        assertThat(growth.firstTask()).isEqualTo(2);
        Growth other = run.grown(second, 1, 1);
        assertThat(other.firstTask()).isEqualTo(3);
        run.committed(second);
        assertThat(refusal(run, run.growOf(late, 1, 1))).isEqualTo(Superseded.DUPLICATE);
    }

    @Test
    void claimThatWasNeverIssuedGetsNoNumbers() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        Claim future = new Claim(0, work.claim().k() + 1);
        Work unknown = new Work(work.worker(), future, work.epoch(), work.execution());
        RunSnapshot before = run.state();
        assertThat(refusal(run, run.growOf(unknown, 1, 1))).isEqualTo(Superseded.UNKNOWN);
        Work unclaimed = new Work(work.worker(), new Claim(1, 1), work.epoch(), 5);
        assertThat(refusal(run, run.growOf(unclaimed, 1, 1))).isEqualTo(Superseded.UNKNOWN);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void fencedAttemptGetsNoNumbers() {
        RunDriver run = run(DagShapes.chainWithOutsideEffects());
        Grant grant = run.done("w1", run.submitted().getFirst()).getFirst();
        Work lost = run.started("w1", grant);
        run.passALease();
        run.started("w2", run.reaped().reissued().getFirst());
        assertThat(refusal(run, run.growOf(lost, 1, 1))).isEqualTo(Superseded.FENCED);
        assertThat(run.state().growths()).isEmpty();
    }

    @Test
    void settledTaskGetsNoNumbers() {
        RunDriver run = run(DagShapes.chain(3));
        Work work = run.started("w1", run.submitted().getFirst());
        run.grown(work, 1, 1);
        run.committed(work);
        assertThat(refusal(run, run.growOf(work, 1, 1))).isEqualTo(Superseded.DUPLICATE);
        assertThat(refusal(run, run.growOf(work, 1, 7, 1, 1))).isEqualTo(Superseded.DUPLICATE);
    }

    @Test
    void runThatHasEndedOrIsOfAnotherEpochOrDoesNotExistDoesNotGrow() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        run.cancel();
        assertThat(over(run, work)).isEqualTo(RunOver.OVER);
        Work again = run.started("w2", run.resumed().grants().getFirst());
        assertThat(over(run, work)).isEqualTo(RunOver.OVER);
        run.grown(again, 1, 1);
        run.finish(run.committed(again).grants());
        assertThat(over(run, again)).isEqualTo(RunOver.OVER);
        assertThat(over(run(DagShapes.chain(2)), work)).isEqualTo(RunOver.GONE);
    }

    private static RunOver over(RunDriver run, Work work) {
        return the(GrowAnswer.Over.class, run.grow(run.growOf(work, 1, 1))).reason();
    }

    @Test
    void growthBeyondTheLimitsChangesNothing() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        RunSnapshot before = run.state();
        GrowAnswer.TooLarge none = new GrowAnswer.TooLarge(2, 1);
        assertThat(run.grow(run.growOf(work, Grow.MOST_TASKS - 1, 1))).isEqualTo(none);
        assertThat(run.grow(run.growOf(work, Integer.MAX_VALUE, 1))).isEqualTo(none);
        assertThat(run.grow(run.growOf(work, 1, Grow.MOST_EDGES))).isEqualTo(none);
        assertThat(run.grow(run.growOf(work, 1, Integer.MAX_VALUE))).isEqualTo(none);
        assertThat(run.state()).isEqualTo(before);
        assertThat(run.grown(work, 1, 1).firstTask()).isEqualTo(2);
    }

    @Test
    void growthOfTasksOrEdgesThatAreFewerThanNoneIsABug() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        RunSnapshot before = run.state();
        for (Grow broken :
                List.of(
                        run.growOf(work, -1, 1),
                        run.growOf(work, 1, -1),
                        run.growOf(work, 2, 5, 1, 1),
                        run.growOf(work, -1, 5, 1, 1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> store.grow(broken));
        }
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void growthSettlesAndClaimsNothing() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        RunSnapshot before = run.state();
        run.grown(work, 100, 200);
        RunSnapshot after = run.state();
        assertThat(after.claims()).isEqualTo(before.claims());
        assertThat(after.index()).isEqualTo(before.index());
        assertThat(after.arrived()).isEqualTo(before.arrived());
        assertThat(after.results()).isEqualTo(before.results());
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void outcomeMayAddOnlyWhatItsExecutionWasGiven() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        Growth given = run.grown(work, 3, 5);
        Growth of = new Growth(0, given.execution(), given.label(), 1, 3, 0, 5);
        Growth none = run.grown(work.as(run.execution()), 3, 5);
        for (Growth other : List.of(of, none)) {
            CommitAnswer answer = run.commit(run.commitOf(work).growing(other).build());
            assertThat(the(CommitAnswer.Refused.class, answer).reason())
                    .isEqualTo(Superseded.STALE_INPUT);
        }
        assertThat(run.result(0)).isNull();
        Commit commit = run.commitOf(work).growing(given).build();
        assertThat(the(CommitAnswer.Committed.class, run.commit(commit)).grants()).hasSize(1);
    }

    @Test
    void growthsAreKeptWhenARunIsResumedAndWhenItIsDone() {
        RunDriver run = run(DagShapes.chain(2));
        Growth first = run.grown(run.started("w1", run.submitted().getFirst()), 3, 5);
        run.cancel();
        Work again = run.started("w2", run.resumed().grants().getFirst());
        Growth second = run.grown(again, 1, 1);
        assertThat(second.firstTask()).isEqualTo(5);
        assertThat(run.progress().growths()).containsExactly(first, second);
        run.finish(run.committed(again).grants());
        assertThat(run.progress().growths()).containsExactly(first, second);
        assertThat(run.state().growths()).containsExactly(first, second);
        assertThat(run.record().tasks()).isEqualTo(6);
        assertThat(run.progress().settled().cardinality()).isEqualTo(6);
    }
}
