package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// COMMIT: which children become ready, whom they are granted to, and what is given up again.
abstract class GrantCases extends StoreCases {
    GrantCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void firstChildrenAreKeptAndTheRestIsToBeInvoked() {
        RunDriver run = run(DagShapes.fan(4));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> grants = run.committed(run.commitOf(root).keep(2)).grants();
        assertThat(grants).extracting(Grant::task).containsExactly(1, 2, 3, 4);
        assertThat(grants)
                .extracting(Grant::mode)
                .containsExactly(
                        ClaimMode.CONTINUE, ClaimMode.CONTINUE, ClaimMode.INVOKE, ClaimMode.INVOKE);
        assertThat(run.claimState(1).owner()).isEqualTo("w1");
        assertThat(run.claimState(3).owner()).isEmpty();
    }

    @Test
    void keptChildHasALeaseAndTheOthersADispatchDeadline() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Committed answer = run.committed(run.commitOf(root).keep(1));
        long now = clock.micros();
        assertThat(run.state().index()).containsEntry(1, now + 10_000_000);
        assertThat(run.state().index()).containsEntry(2, now + 2_000_000);
        assertThat(answer.nextDeadlineMicros()).isEqualTo(now + 2_000_000);
    }

    @Test
    void childIsGrantedToTheLastOfItsParentsAlone() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> roots = run.submitted();
        assertThat(run.done("w1", roots.get(2))).isEmpty();
        assertThat(run.done("w2", roots.get(0))).isEmpty();
        assertThat(run.done("w3", roots.get(1))).extracting(Grant::task).containsExactly(3);
    }

    @Test
    void childrenThatAreNotReadyDoNotCountAsKept() {
        DagSketch sketch = new DagSketch();
        int a = sketch.task();
        int b = sketch.task();
        sketch.task(a, b);
        sketch.task(a);
        RunDriver run = run(sketch.build());
        Work work = run.started("w1", run.submitted().getFirst());
        List<Grant> grants = run.committed(run.commitOf(work).keep(1)).grants();
        assertThat(grants).extracting(Grant::task).containsExactly(3);
        assertThat(grants).extracting(Grant::mode).containsExactly(ClaimMode.CONTINUE);
    }

    @Test
    void keptChildIsNotForAnotherWorker() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant child = run.committed(run.commitOf(root).keep(1)).grants().getFirst();
        Verdict verdict = run.verdict(run.start("w2", child.claim()));
        assertThat(the(Verdict.Refused.class, verdict).reason()).isEqualTo(Superseded.TAKEN);
        run.committed(run.kept("w1", child));
    }

    @Test
    void handedOverClaimIsForWhoeverIsInvoked() {
        RunDriver run = run(DagShapes.fan(3));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> kept = run.committed(run.commitOf(root).keep(3)).grants();
        Claim given = kept.get(2).claim();
        clock.advance(Duration.ofSeconds(1));
        run.committed(run.commitOf(run.kept("w1", kept.get(0))).handOver(given));
        RunSnapshot.ClaimState state = run.claimState(3);
        assertThat(state.k()).isEqualTo(given.k());
        assertThat(state.mode()).isEqualTo(ClaimMode.INVOKE);
        assertThat(state.owner()).isEmpty();
        assertThat(state.started()).isFalse();
        assertThat(run.state().index()).containsEntry(3, clock.micros() + 2_000_000);
        run.started("w2", given);
    }

    @Test
    void repeatedHandOverDoesNotTakeTheClaimFromItsNewOwner() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> kept = run.committed(run.commitOf(root).keep(2)).grants();
        Claim given = kept.get(1).claim();
        Commit commit = run.commitOf(run.kept("w1", kept.getFirst())).handOver(given).build();
        the(Committed.class, run.commit(commit));
        run.started("w2", given);
        the(Committed.class, run.commit(commit));
        assertThat(run.claimState(2).owner()).isEqualTo("w2");
    }

    @Test
    void nobodyHandsOverWhatAnotherWorkerHolds() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Work theirs = run.started("w2", roots.get(1));
        Work mine = run.started("w1", roots.getFirst());
        run.committed(run.commitOf(mine).handOver(theirs.claim()));
        assertThat(run.claimState(1).owner()).isEqualTo("w2");
        assertThat(run.lost(theirs)).isEmpty();
    }

    @Test
    void refusedCommitHandsNothingOver() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> kept = run.committed(run.commitOf(root).keep(2)).grants();
        Commit late = run.commitOf(root.as(run.execution())).handOver(kept.get(1).claim()).build();
        the(CommitAnswer.Refused.class, run.commit(late));
        assertThat(run.claimState(2).owner()).isEqualTo("w1");
    }

    @Test
    void claimNumbersGrow() {
        RunDriver run = run(DagShapes.single());
        long k = run.submitted().getFirst().k();
        for (int loss = 0; loss < 2; loss++) {
            run.started("w1", new Claim(0, k));
            run.passALease();
            Grant next = run.reaped().reissued().getFirst();
            assertThat(next.k()).isGreaterThan(k);
            k = next.k();
        }
    }

    @Test
    void claimNumbersAreNotBehindTheStoresClock() {
        RunDriver run = run(DagShapes.chain(2));
        Grant root = run.submitted().getFirst();
        assertThat(root.k()).isGreaterThanOrEqualTo(clock.micros());
        clock.advance(Duration.ofSeconds(1));
        assertThat(run.done("w1", root).getFirst().k()).isGreaterThanOrEqualTo(clock.micros());
    }
}
