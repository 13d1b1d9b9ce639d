package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.RunStore;
import dev.weft.spi.WantedInputs;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// COMMIT: results that ride on its answer, so that what comes next needs no round trip.
abstract class WantedInputCases extends StoreCases {
    WantedInputCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static WantedInputs wanted(int[] children, int[]... parents) {
        return new WantedInputs(children, parents);
    }

    /// Two roots, the children 2 and 3 of both, and the sink 4.
    private static Dag crossing() {
        return DagShapes.layers(2, 2, 1);
    }

    @Test
    void resultsOfKeptChildrensOtherParentsRideOnTheAnswerEachOnce() {
        RunDriver run = run(crossing());
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Work second = run.started("w2", roots.get(1));
        Committed answer =
                run.committed(
                        run.commitOf(second)
                                .keep(2)
                                .wanting(wanted(new int[] {2, 3}, new int[] {0}, new int[] {0})));
        assertThat(answer.grants()).hasSize(2);
        assertThat(answer.inputs()).extracting(TaskResult::task).containsExactly(0);
        assertSame(answer.inputs().getFirst(), run);
    }

    private static void assertSame(TaskResult carried, RunDriver run) {
        TaskResult stored = java.util.Objects.requireNonNull(run.result(carried.task()));
        assertThat(carried.execution()).isEqualTo(stored.execution());
        assertThat(carried.claim()).isEqualTo(stored.claim());
        Output output = carried.output();
        if (output instanceof Output.Inline(Payload.Encoded(byte[] bytes), _, _)) {
            assertThat(bytes).isEqualTo(RunDriver.bytesOf(carried.task(), stored.execution()));
        } else {
            assertThat(output).isEqualTo(stored.output());
        }
    }

    @Test
    void resultsForChildrenThatOthersAreInvokedForStayOut() {
        RunDriver run = run(crossing());
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Work second = run.started("w2", roots.get(1));
        Committed answer =
                run.committed(
                        run.commitOf(second).keep(1).wanting(wanted(new int[] {3}, new int[] {0})));
        assertThat(answer.grants()).hasSize(2);
        assertThat(answer.inputs()).isEmpty();
    }

    @Test
    void resultsForChildrenThatAreNotReadyStayOut() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Work second = run.started("w2", roots.get(1));
        Committed answer =
                run.committed(
                        run.commitOf(second)
                                .keep(1)
                                .wanting(wanted(new int[] {3}, new int[] {0, 2})));
        assertThat(answer.grants()).isEmpty();
        assertThat(answer.inputs()).isEmpty();
    }

    @Test
    void answerWithoutWishesCarriesNothing() {
        RunDriver run = run(crossing());
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Work second = run.started("w2", roots.get(1));
        assertThat(run.committed(run.commitOf(second).keep(2)).inputs()).isEmpty();
    }

    @Test
    void repeatedCommitCarriesTheSameInputs() {
        RunDriver run = run(crossing());
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Commit commit =
                run.commitOf(run.started("w2", roots.get(1)))
                        .keep(1)
                        .wanting(wanted(new int[] {2, 3}, new int[] {0}, new int[] {0}))
                        .build();
        Committed first = the(Committed.class, run.commit(commit));
        Committed again = the(Committed.class, run.commit(commit));
        assertThat(again.again()).isTrue();
        assertThat(first.inputs()).hasSize(1);
        assertThat(again.inputs()).extracting(TaskResult::task).containsExactly(0);
        assertSame(again.inputs().getFirst(), run);
    }

    @Test
    void largeOutputIsNamedWithoutItsValue() {
        RunDriver run = run(crossing());
        List<Grant> roots = run.submitted();
        run.committed(run.commitOf(run.started("w1", roots.get(0))).spread(5));
        Work second = run.started("w2", roots.get(1));
        Committed answer =
                run.committed(
                        run.commitOf(second).keep(2).wanting(wanted(new int[] {2}, new int[] {0})));
        assertThat(answer.inputs())
                .extracting(TaskResult::output)
                .containsExactly(new Output.Spread(100_000, 5));
    }

    @Test
    void answerCarriesNoMoreThanItMay() {
        int each = WantedInputs.MAX_BYTES / 3;
        RunDriver run = run(DagShapes.fanIn(6));
        List<Grant> roots = run.submitted();
        for (Grant root : roots.subList(0, 5)) {
            Output large =
                    new Output.Inline(new Payload.Encoded(new byte[each]), each, root.task() + 1);
            run.committed(run.commitOf(run.started("w1", root)).output(large));
        }
        Work last = run.started("w2", roots.get(5));
        Committed answer =
                run.committed(
                        run.commitOf(last)
                                .keep(1)
                                .wanting(wanted(new int[] {6}, new int[] {0, 1, 2, 3, 4})));
        assertThat(answer.inputs()).isNotEmpty();
        long bytes = 0;
        for (TaskResult result : answer.inputs()) {
            bytes += result.output() instanceof Output.Inline inline ? inline.bytes() : 0;
        }
        assertThat(bytes).isLessThanOrEqualTo(WantedInputs.MAX_BYTES);
    }
}
