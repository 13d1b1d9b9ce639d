package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskResult;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.InvalidateAnswer.Invalidated;
import dev.weft.spi.RunStore;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// A task that waits for some of its parents only, schedules B8: who was there when it was claimed decides, and
/// it is claimed once.
///
/// The graph is 0 → sink 1, and 0 adds a, b and c side by side, of which f takes the first two; the sink waits
/// for f.
abstract class FirstCases extends StoreCases {
    FirstCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    /// @param grants claims of a, b and c
    private record Begun(RunDriver run, List<Grant> grants, int f) {
        /// Executes one of the three.
        ///
        /// @return what became ready
        List<Grant> done(int index) {
            return run.committed(run.commitOf(run.started("w2", grants.get(index))).spread(index))
                    .grants();
        }

        int task(int index) {
            return f - 3 + index;
        }
    }

    private Begun begun() {
        GrowingWiring wiring = new GrowingWiring(DagShapes.chain(2));
        RunDriver run =
                new RunDriver(
                        store, clock, wiring, RunLimits.standard(), RunDriver.key("first", 78));
        Work root = run.started("w1", run.submitted().getFirst());
        Growth growth = run.grown(root, 4, 7);
        int a = growth.firstTask();
        int edge = growth.firstEdge();
        for (int i = 0; i < 3; i++) {
            wiring.task(a + i, edge + i, 0);
        }
        wiring.task(a + 3, edge + 3, a, a + 1, a + 2);
        wiring.needs(a + 3, 2);
        wiring.task(1, edge + 6, a + 3);
        return new Begun(run, run.committed(root).grants(), a + 3);
    }

    @Test
    void firstParentsAreEnoughAndOthersClaimNothing() {
        Begun begun = begun();
        assertThat(begun.done(2)).isEmpty();
        Grant first = begun.done(0).getFirst();
        assertThat(first.task()).isEqualTo(begun.f());
        Work taking = begun.run().started("w3", first);
        assertThat(begun.done(1)).isEmpty();
        assertThat(begun.run().claimState(begun.f()).k()).isEqualTo(first.k());
        begun.run().finish(begun.run().committed(taking).grants());
    }

    @Test
    void parentThatComesAfterTheDecisionChangesNothing() {
        Begun begun = begun();
        begun.done(2);
        Grant first = begun.done(0).getFirst();
        Work taking = begun.run().started("w3", first);
        List<Grant> sink = begun.run().committed(taking).grants();
        assertThat(begun.done(1)).isEmpty();
        assertThat(begun.run().result(begun.f()))
                .extracting(TaskResult::execution)
                .isEqualTo(taking.execution());
        begun.run().finish(sink);
    }

    @Test
    void firstParentsAreTakenOnceMoreIfWhoTookThemDies() {
        Begun begun = begun();
        begun.done(2);
        Work dead = begun.run().started("w3", begun.done(0).getFirst());
        begun.run().passALease();
        Grant again =
                begun.run().reaped().reissued().stream()
                        .filter(grant -> grant.task() == begun.f())
                        .findFirst()
                        .orElseThrow();
        Work taking = begun.run().started("w4", again);
        List<Grant> sink = begun.run().committed(taking).grants();
        the(CommitAnswer.Refused.class, begun.run().commit(begun.run().commitOf(dead).build()));
        begun.run().finish(sink);
    }

    @Test
    void whoTakesTheFirstGoesOnWithoutAParentThatIsMadeAgainIfOthersAreEnough() {
        Begun begun = begun();
        begun.done(0);
        Work reader = begun.run().started("w3", begun.done(1).getFirst());
        begun.done(2);
        Invalidated answer = begun.run().invalidated(reader, begun.task(1));
        assertThat(answer.grants()).extracting(Grant::task).containsExactly(begun.task(1));
        assertThat(begun.run().state().index()).containsKey(begun.f());
        the(CommitAnswer.Refused.class, begun.run().commit(begun.run().commitOf(reader).build()));
        begun.run().passALease();
        begun.run().finish(begun.run().reaped().reissued());
    }

    @Test
    void whoTakesTheFirstWaitsForAParentThatIsMadeAgainIfOthersAreTooFew() {
        Begun begun = begun();
        begun.done(0);
        Work reader = begun.run().started("w3", begun.done(1).getFirst());
        Grant again = begun.run().invalidated(reader, begun.task(1)).grants().getFirst();
        assertThat(begun.run().state().index()).doesNotContainKey(begun.f());
        Grant first =
                begun.run()
                        .committed(begun.run().commitOf(begun.run().started("w4", again)).spread(1))
                        .grants()
                        .getFirst();
        assertThat(first.task()).isEqualTo(begun.f());
        begun.run().finish(List.of(first));
    }
}
