package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskResult;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Superseded;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// An expansion that is committed together with all that it adds: the elements of a fan-out, executed under
/// its claim.
///
/// The graph is 0 → 1 → 2. 0 is the expansion, and what it adds leaves it by one exit, which 1 reads. Before its
/// numbers are given others that nobody ever uses, so many that the used ones lie in several pages.
abstract class InlineFanOutCases extends StoreCases {
    private static final int IDLE = 1_000;
    private static final int ADDED = 3_000;

    InlineFanOutCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    /// @param exit in whose place a task of what is added comes
    private record Inline(RunDriver run, GrowingWiring wiring, Work expansion, int exit) {
        /// The step that settles all.
        CommitSketch commit(Work work, Growth growth) {
            wiring.task(exit, 0);
            return run.commitOf(work).then(exit).settling(growth);
        }

        Growth grown(Work work) {
            return run.grown(work, ADDED, 2 * ADDED);
        }

        /// The step by which the reader of the exit says that its output is lost.
        Invalidate invalidation(Work reader, TaskResult result) {
            Invalidate plain = run.invalidationOf(reader, 0, result.execution());
            return new Invalidate(
                    plain.run(),
                    plain.epoch(),
                    plain.worker(),
                    plain.claim(),
                    plain.parent(),
                    plain.execution(),
                    new int[] {exit},
                    plain.edges().with(wiring.record(exit).out()),
                    plain.inputs(),
                    plain.fenced());
        }
    }

    private Inline inline() {
        GrowingWiring wiring = new GrowingWiring(DagShapes.chain(3));
        RunDriver run =
                new RunDriver(
                        store, clock, wiring, RunLimits.standard(), RunDriver.key("inline", 78));
        Work expansion = run.started("w1", run.submitted().getFirst());
        Growth idle = run.grown(expansion.as(run.execution()), IDLE, 2 * IDLE);
        int exit = idle.firstTask();
        wiring.task(1, idle.firstEdge(), 0, exit);
        return new Inline(run, wiring, expansion, exit);
    }

    private static BitSet settled(Growth growth, int... others) {
        BitSet bits = new BitSet();
        bits.set(growth.firstTask(), growth.firstTask() + growth.tasks());
        for (int other : others) {
            bits.set(other);
        }
        return bits;
    }

    @Test
    void whatAnExpansionAddsIsSettledWithIt() {
        Inline inline = inline();
        RunDriver run = inline.run;
        Growth growth = inline.grown(inline.expansion);
        List<Grant> ready = run.committed(inline.commit(inline.expansion, growth)).grants();
        assertThat(ready).extracting(Grant::task).containsExactly(1);
        assertThat(run.progress().settled()).isEqualTo(settled(growth, 0, inline.exit));
        RunSnapshot state = run.state();
        assertThat(state.run().settled()).isEqualTo(ADDED + 2);
        assertThat(state.index()).containsOnlyKeys(1);
        assertThat(state.claims()).containsOnlyKeys(1);
        run.finish(ready);
    }

    @Test
    void stepThatIsRepeatedSettlesNothingTwice() {
        Inline inline = inline();
        RunDriver run = inline.run;
        Growth growth = inline.grown(inline.expansion);
        CommitSketch commit = inline.commit(inline.expansion, growth);
        run.committed(commit);
        RunSnapshot before = run.state();
        assertThat(run.committedAgain(commit).grants()).extracting(Grant::task).containsExactly(1);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void numbersOfAnotherExecutionAreNotSettled() {
        Inline inline = inline();
        RunDriver run = inline.run;
        Growth others = inline.grown(inline.expansion.as(run.execution()));
        Growth own = inline.grown(inline.expansion);
        assertThat(refused(inline, others)).isEqualTo(Superseded.STALE_INPUT);
        assertThat(run.progress().settled()).isEqualTo(new BitSet());
        run.committed(inline.commit(inline.expansion, own));
        assertThat(run.progress().settled()).isEqualTo(settled(own, 0, inline.exit));
    }

    private static Superseded refused(Inline inline, Growth growth) {
        RunDriver run = inline.run;
        var commit = inline.commit(inline.expansion, growth).build();
        inline.wiring.remove(inline.exit);
        return the(CommitAnswer.Refused.class, run.commit(commit)).reason();
    }

    /// All is committed, and then the output that leaves it is lost.
    private static Invalidate lost(Inline inline) {
        RunDriver run = inline.run;
        Growth growth = inline.grown(inline.expansion);
        Grant reader =
                run.committed(inline.commit(inline.expansion, growth).spread(5))
                        .grants()
                        .getFirst();
        Work reads = run.started("w2", reader);
        Invalidate lost = inline.invalidation(reads, Objects.requireNonNull(run.result(0)));
        inline.wiring.remove(inline.exit);
        return lost;
    }

    @Test
    void fanOutWhoseOutputIsLostIsMadeAgainWhole() {
        Inline inline = inline();
        RunDriver run = inline.run;
        Invalidate lost = lost(inline);
        InvalidateAnswer.Invalidated answer =
                the(InvalidateAnswer.Invalidated.class, run.invalidate(lost));
        assertThat(answer.grants()).extracting(Grant::task).containsExactly(0);
        assertThat(run.progress().settled()).isEqualTo(new BitSet());
        assertThat(run.state().run().settled()).isZero();
        assertThat(run.state().arrived()).isEqualTo(new BitSet());
        Work again = run.started("w3", answer.grants().getFirst());
        Growth other = inline.grown(again);
        List<Grant> ready = run.committed(inline.commit(again, other).spread(5)).grants();
        assertThat(ready).extracting(Grant::task).containsExactly(1);
        assertThat(run.progress().settled()).isEqualTo(settled(other, 0, inline.exit));
        run.finish(ready);
    }

    @Test
    void saidTwiceALossIsOne() {
        Inline inline = inline();
        RunDriver run = inline.run;
        Invalidate lost = lost(inline);
        run.invalidate(lost);
        RunSnapshot before = run.state();
        assertThat(the(InvalidateAnswer.Invalidated.class, run.invalidate(lost)).again()).isTrue();
        assertThat(run.state()).isEqualTo(before);
    }
}
