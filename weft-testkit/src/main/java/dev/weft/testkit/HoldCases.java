package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunStore;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// HOLD: an output stays in memory and its holder executes the children that wait for it alone.
abstract class HoldCases extends StoreCases {
    HoldCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void childThatWaitsForTheHeldOutputAloneIsGranted() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        clock.advance(Duration.ofSeconds(1));
        HoldAnswer.Held held = run.held(root);
        assertThat(held.grants()).extracting(Grant::task).containsExactly(1, 2);
        assertThat(held.grants()).extracting(Grant::mode).containsOnly(ClaimMode.HELD);
        assertThat(held.unready()).isZero();
        assertThat(held.contended()).isZero();
        assertThat(run.claimState(1).owner()).isEqualTo("w1");
        assertThat(run.state().index()).containsEntry(1, clock.micros() + 10_000_000);
    }

    @Test
    void holdThatIsRepeatedGivesTheSameClaims() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        assertThat(run.held(root)).isEqualTo(run.held(root));
    }

    @Test
    void childThatWaitsForOthersTooIsNotGranted() {
        RunDriver run = run(DagShapes.fanIn(2));
        Work root = run.started("w1", run.submitted().getFirst());
        HoldAnswer.Held held = run.held(root);
        assertThat(held.grants()).isEmpty();
        assertThat(held.unready()).isEqualTo(1);
        assertThat(run.state().claims()).doesNotContainKey(2);
    }

    @Test
    void childWaitsForOneHolderOnly() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Work one = run.started("w1", roots.get(0));
        Work other = run.started("w2", roots.get(1));
        run.held(one);
        HoldAnswer.Held second = run.held(other);
        assertThat(second.contended()).isEqualTo(1);
        assertThat(second.grants()).isEmpty();
        run.committed(other);
        assertThat(run.held(one).grants()).extracting(Grant::task).containsExactly(2);
    }

    @Test
    void childIsFreeAgainWhenItsHolderIsSuperseded() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Work lost = run.started("w1", roots.get(0));
        Work other = run.started("w2", roots.get(1));
        run.held(lost);
        run.pass(Duration.ofSeconds(6));
        run.lost(other);
        run.pass(Duration.ofSeconds(6));
        assertThat(run.reaped().reissued()).extracting(Grant::task).containsExactly(0);
        assertThat(run.held(other).contended()).isZero();
    }

    @Test
    void heldOutputIsNeverStoredIfAllItsChildrenHadItFromMemory() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> held = run.held(root).grants();
        Grant sink = null;
        for (Grant child : held) {
            Work work = run.kept("w1", child);
            List<Grant> grants =
                    run.committed(run.commitOf(work).used(0, root.execution(), 9)).grants();
            sink = grants.isEmpty() ? sink : grants.getFirst();
        }
        run.committed(run.commitOf(root).output(new Output.Elided(9)));
        assertThat(Objects.requireNonNull(run.result(0)).output()).isEqualTo(new Output.Elided(9));
        run.done("w1", Objects.requireNonNull(sink));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void heldOutputMayBeStoredAfterAll() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(root).grants().getFirst());
        run.committed(run.commitOf(child).used(0, root.execution(), 9));
        CommitAnswer early = run.commit(run.commitOf(root).output(new Output.Elided(9)).build());
        the(CommitAnswer.NotReady.class, early);
        List<Grant> grants = run.committed(root).grants();
        assertThat(grants).extracting(Grant::task).doesNotContain(1);
        assertThat(run.state().claims()).containsOnlyKeys(2);
    }

    @Test
    void reapedHeldChildIsUnclaimedAndComesBackWithItsParent() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant held = run.held(root).grants().getFirst();
        run.passALease();
        List<Grant> reissued = run.reaped().reissued();
        assertThat(reissued).extracting(Grant::task).containsExactly(0);
        assertThat(run.state().index()).containsOnlyKeys(0);
        Grant child = run.done("w2", reissued.getFirst()).getFirst();
        assertThat(child.k()).isGreaterThan(held.k());
        assertThat(child.losses()).isZero();
    }

    @Test
    void lostAttemptOfAHeldChildWithOutsideEffectsIsFenced() {
        RunDriver run = run(DagShapes.chainWithOutsideEffects());
        Work root = run.started("w1", run.submitted().getFirst());
        Work lost = run.kept("w1", run.held(root).grants().getFirst());
        run.passALease();
        Work next = run.started("w2", run.reaped().reissued().getFirst());
        Work child = run.kept("w2", run.held(next).grants().getFirst());
        CommitAnswer refused = run.commit(run.commitOf(lost).build());
        assertThat(the(CommitAnswer.Refused.class, refused).reason()).isEqualTo(Superseded.FENCED);
        run.committed(child);
    }

    @Test
    void heldChildThatIsFailedIsUnclaimedAndWaitsUntilItsNextAttemptIsDue() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(root).grants().getFirst());
        run.failed(child, Optional.of(Duration.ofSeconds(5)));
        assertThat(run.state().index()).containsOnlyKeys(0);
        assertThat(run.committed(root).grants()).isEmpty();
        run.pass(Duration.ofSeconds(5));
        Grant again = run.reaped().reissued().getFirst();
        assertThat(again.task()).isEqualTo(1);
        assertThat(again.failures()).isEqualTo(1);
        run.done("w2", again);
    }

    @Test
    void valueOfAChildWhoseCommitIsRefusedWhileItIsUnclaimedAndAcceptedLaterIsKept() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(root).grants().getFirst());
        Commit commit = run.commitOf(child).used(0, root.execution(), 9).spread().build();
        run.passALease();
        run.reaped();
        CommitAnswer early = run.commit(commit);
        assertThat(the(CommitAnswer.Refused.class, early).reason()).isEqualTo(Superseded.UNKNOWN);
        run.committed(root);
        the(CommitAnswer.Committed.class, run.commit(commit));
        assertThat(run.state().trash()).doesNotContain(new ValueId(1, child.execution(), true));
    }

    @Test
    void childOfAHeldOutputDoesNotTakeItFromAnotherExecution() {
        RunDriver run = run(DagShapes.chain(2));
        Work slow = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(slow).grants().getFirst());
        run.passALease();
        Work winner = run.started("w2", run.reaped().reissued().getFirst());
        run.committed(winner);
        CommitAnswer answer = run.commit(run.commitOf(child).used(0, slow.execution(), 8).build());
        assertThat(the(CommitAnswer.Refused.class, answer).reason())
                .isIn(Superseded.STALE_INPUT, Superseded.UNKNOWN);
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void outputThatDiffersFromWhatAChildHasUsedEndsTheRunLoudly() {
        RunDriver run = run(DagShapes.fan(2));
        Work first = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(first).grants().getFirst());
        run.committed(run.commitOf(child).used(0, first.execution(), 9));
        run.passALease();
        Grant again = run.reaped().reissued().getFirst();
        Work second = run.started("w2", again);
        run.commit(run.commitOf(second).spread(10).build());
        assertThatItsEndIsDiverged(run);
    }

    /// The run could end before the held task's own commit.
    @Test
    void childrenThatUseTwoOutputsOfOneTaskEndTheRunLoudly() {
        RunDriver run = run(DagShapes.fan(2));
        Work first = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(first).grants().getFirst());
        run.committed(run.commitOf(child).used(0, first.execution(), 9));
        run.passALease();
        Work second = run.started("w2", run.reaped().reissued().getFirst());
        Work other = run.kept("w2", run.held(second).grants().getFirst());
        run.commit(run.commitOf(other).used(0, second.execution(), 10).build());
        assertThatItsEndIsDiverged(run);
    }

    @Test
    void childrenThatUseTheSameOutputOfTwoExecutionsGoOn() {
        RunDriver run = run(DagShapes.fan(2));
        Work first = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(first).grants().getFirst());
        run.committed(run.commitOf(child).used(0, first.execution(), 9));
        run.passALease();
        Work second = run.started("w2", run.reaped().reissued().getFirst());
        Work other = run.kept("w2", run.held(second).grants().getFirst());
        run.committed(run.commitOf(other).used(0, second.execution(), 9));
        run.committed(run.commitOf(second).output(new Output.Elided(9)));
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    }

    private static void assertThatItsEndIsDiverged(RunDriver run) {
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(ErrorCode.DIVERGED);
    }

    @Test
    void holdOfACommittedTaskIsADuplicate() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        run.committed(root);
        HoldAnswer answer = run.hold(run.holdOf(root.as(run.execution())));
        assertThat(the(HoldAnswer.Refused.class, answer).reason()).isEqualTo(Superseded.DUPLICATE);
    }

    @Test
    void holdUnderAClaimThatWasNeverIssuedIsUnknown() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Work future =
                run.kept("w1", new Grant(0, root.claim().k() + 1, ClaimMode.INVOKE, false, 0, 0));
        HoldAnswer answer = run.hold(run.holdOf(future));
        assertThat(the(HoldAnswer.Refused.class, answer).reason()).isEqualTo(Superseded.UNKNOWN);
        assertThat(run.state().claims()).containsOnlyKeys(0);
    }

    @Test
    void nothingIsHeldInARunThatHasEndedOrDoesNotExist() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        run.cancel();
        assertThat(the(HoldAnswer.Over.class, run.hold(run.holdOf(root))).reason())
                .isEqualTo(RunOver.OVER);
        RunDriver none = run(DagShapes.chain(2));
        Work unknown = none.kept("w1", new Grant(0, 1, ClaimMode.INVOKE, false, 0, 0));
        assertThat(the(HoldAnswer.Over.class, none.hold(none.holdOf(unknown))).reason())
                .isEqualTo(RunOver.GONE);
        assertThat(run.result(0)).isNull();
    }

    @Test
    void childThatCommittedBeforeItsParentIsNotClaimedAgain() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(root).grants().getFirst());
        Grant sink =
                run.committed(run.commitOf(child).used(0, root.execution(), 9)).grants().getFirst();
        assertThat(Objects.requireNonNull(run.result(1)).outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(run.committed(root).grants()).isEmpty();
        assertThat(run.state().index()).containsOnlyKeys(2);
        assertThat(run.state().trash()).extracting(v -> v.task()).containsExactly(0);
        run.started("w1", new Claim(2, sink.k()));
    }
}
