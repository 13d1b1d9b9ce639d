package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.RunProgress;
import dev.weft.model.RunStatus;
import dev.weft.spi.RunStore;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How far the tasks of a run are.
abstract class ProgressCases extends StoreCases {
    ProgressCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static BitSet bits(int... tasks) {
        BitSet bits = new BitSet();
        IntStream.of(tasks).forEach(bits::set);
        return bits;
    }

    @Test
    void progressTellsWhatIsSettledAndWhatAWorkerHolds() {
        RunDriver run = run(DagShapes.fan(4));
        Work root = run.started("w1", run.submitted().getFirst());
        assertThat(run.progress()).isEqualTo(new RunProgress(bits(), bits(), bits(0), 0));
        List<Grant> grants = run.committed(run.commitOf(root).keep(1)).grants();
        run.done("w2", grants.get(1));
        run.started("w3", grants.get(2));
        assertThat(run.progress()).isEqualTo(new RunProgress(bits(0, 2), bits(), bits(1, 3), 0));
    }

    @Test
    void everyTaskOfADoneRunIsSettled() {
        RunDriver run = run(DagShapes.diamond());
        run.finish(run.submitted());
        assertThat(run.progress()).isEqualTo(new RunProgress(bits(0, 1, 2, 3), bits(), bits(), 0));
    }

    @Test
    void tasksOfASegmentAreSettledTogether() {
        RunDriver run = run(DagShapes.chain(70));
        Work segment = run.started("w1", run.submitted().getFirst());
        assertThat(run.progress().started()).isEqualTo(bits(0));
        int[] inner = IntStream.range(1, 66).toArray();
        run.committed(run.commitOf(segment).then(inner));
        BitSet settled = new BitSet();
        settled.set(0, 66);
        assertThat(run.progress()).isEqualTo(new RunProgress(settled, bits(), bits(), 0));
    }

    @Test
    void failedAttemptsCountUntilTheirTaskIsSettled() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Optional<Duration> soon = Optional.of(Duration.ofSeconds(5));
        run.failed(run.started("w1", roots.get(0)), soon);
        run.failed(run.started("w1", roots.get(1)), soon);
        assertThat(run.progress())
                .isEqualTo(new RunProgress(bits(), bits(), bits(), 2, Map.of(0, 1, 1, 1)));
        run.pass(Duration.ofSeconds(6));
        List<Grant> again = run.reaped().reissued();
        run.done("w1", again.get(0));
        assertThat(run.progress().failures()).isEqualTo(1);
    }

    @Test
    void attemptsThatWereFollowedByAnotherAreToldToTheEndOfTheRunAndAfterwards() {
        RunDriver run = run(DagShapes.chain(3));
        Work first = run.started("w1", run.submitted().getFirst());
        run.failed(first, Optional.of(Duration.ofSeconds(5)));
        run.pass(Duration.ofSeconds(6));
        Work again = run.started("w1", run.reaped().reissued().getFirst());
        run.committed(run.commitOf(again).then(1).after(0, 1).after(1, 3));
        assertThat(run.progress().retries()).isEqualTo(Map.of(0, 1, 1, 3));
        run.cancel();
        Grant last = run.resumed().grants().getFirst();
        run.commit(run.commitOf(run.started("w1", last)).after(2, 2).build());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.progress().retries()).isEqualTo(Map.of(0, 1, 1, 3, 2, 2));
    }

    @Test
    void lastFailureOfATaskIsNotFollowedByAnotherAttempt() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.failed(work, Optional.empty());
        assertThat(run.progress().retries()).isEmpty();
    }

    @Test
    void tasksThatFailedAndThoseDownstreamOfThemAreToldApart() {
        RunDriver run = runThatGoesOn(DagShapes.layers(2, 1, 1));
        List<Grant> roots = run.submitted();
        run.failed(run.started("w1", roots.get(0)), Optional.empty());
        Grant joined = run.done("w1", roots.get(1)).getFirst();
        Work skipping = run.started("w1", joined);
        assertThat(run.progress()).isEqualTo(new RunProgress(bits(0, 1), bits(0), bits(2), 0));
        run.committed(run.commitOf(skipping).skipped());
        assertThat(run.progress()).isEqualTo(new RunProgress(bits(0, 1, 2), bits(0, 2), bits(), 0));
    }

    @Test
    void nobodyHoldsATaskOfARunThatHasEnded() {
        RunDriver run = run(DagShapes.chain(2));
        run.started("w1", run.done("w1", run.submitted().getFirst()).getFirst());
        run.cancel();
        assertThat(run.progress()).isEqualTo(new RunProgress(bits(0), bits(), bits(), 0));
    }

    @Test
    void taskWhoseOutputWasLostIsNotSettledAnyMore() {
        RunDriver run = run(DagShapes.chain(3));
        Grant second = run.done("w1", run.submitted().getFirst()).getFirst();
        Work reader = run.started("w1", run.done("w1", second).getFirst());
        run.invalidated(reader, 1);
        assertThat(run.progress()).isEqualTo(new RunProgress(bits(0), bits(), bits(), 0));
    }

    @Test
    void runThatDoesNotExistHasNoProgress() {
        assertThat(store.progress(RunDriver.key("nobody", 1))).isEmpty();
        RunDriver run = run(DagShapes.single());
        run.submitted();
        assertThat(store.progress(RunDriver.key("run-1", 99))).isEmpty();
    }
}
