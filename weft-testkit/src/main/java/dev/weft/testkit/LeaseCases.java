package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// RENEW and REAP: leases, and deadlines that pass. Schedule A3 is among them.
abstract class LeaseCases extends StoreCases {
    LeaseCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void renewalExtendsALeaseByItsWholeLength() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.pass(Duration.ofSeconds(7));
        RenewAnswer.Renewed answer = the(RenewAnswer.Renewed.class, run.renew(work));
        assertThat(answer.lost()).isEmpty();
        assertThat(answer.nextDeadlineMicros()).isEqualTo(clock.micros() + 10_000_000);
        run.pass(Duration.ofSeconds(9));
        assertThat(run.reaped().reissued()).isEmpty();
        assertThat(run.claimState(0).k()).isEqualTo(work.claim().k());
    }

    @Test
    void leaseCanBeRenewedLateIfNobodyHasReapedIt() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.passALease();
        assertThat(run.lost(work)).isEmpty();
        assertThat(run.reaped().reissued()).isEmpty();
    }

    @Test
    void claimsThatAreNotTheCallersAreLost() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> roots = run.submitted();
        Work reaped = run.started("w1", roots.get(0));
        run.pass(Duration.ofSeconds(6));
        Work mine = run.started("w1", roots.get(1));
        Work theirs = run.started("w2", roots.get(2));
        run.pass(Duration.ofSeconds(5));
        assertThat(run.reaped().reissued()).extracting(Grant::task).containsExactly(0);
        Work pretended = new Work(new WorkerId("w1"), theirs.claim(), 1, theirs.execution());
        assertThat(run.lost(mine, reaped, pretended))
                .containsExactly(reaped.claim(), theirs.claim());
        assertThat(run.claimState(2).owner()).isEqualTo("w2");
    }

    @Test
    void claimOfACommittedTaskIsLost() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        run.committed(work);
        assertThat(run.lost(work)).containsExactly(work.claim());
        assertThat(run.state().index()).containsOnlyKeys(1);
    }

    @Test
    void nothingIsRenewedBeyondTheHardEnd() {
        RunLimits limits = RunLimits.standard().withHardEnd(Duration.ofSeconds(30));
        RunDriver run = run(DagShapes.single(), limits);
        Work work = run.started("w1", run.submitted().getFirst());
        for (int i = 0; i < 6; i++) {
            run.pass(Duration.ofSeconds(5));
            RenewAnswer answer = run.renew(work);
            if (i < 5) {
                assertThat(the(RenewAnswer.Renewed.class, answer).lost()).isEmpty();
            } else if (answer instanceof RenewAnswer.Renewed(List<Claim> lost, long _)) {
                assertThat(lost).containsExactly(work.claim());
            } else {
                the(RenewAnswer.Over.class, answer);
            }
        }
    }

    @Test
    void nothingIsRenewedOrReapedInARunThatHasEndedOrDoesNotExist() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.cancel();
        assertThat(the(RenewAnswer.Over.class, run.renew(work)).reason()).isEqualTo(RunOver.OVER);
        assertThat(the(ReapAnswer.Over.class, run.reap()).reason()).isEqualTo(RunOver.OVER);
        RunDriver none = run(DagShapes.single());
        assertThat(the(RenewAnswer.Over.class, none.renew()).reason()).isEqualTo(RunOver.GONE);
        assertThat(the(ReapAnswer.Over.class, none.reap()).reason()).isEqualTo(RunOver.GONE);
    }

    @Test
    void reapingBeforeADeadlineDoesNothing() {
        RunDriver run = run(DagShapes.fanIn(2));
        run.submitted();
        run.pass(Duration.ofMillis(1_999));
        RunSnapshot before = run.state();
        assertThat(run.reaped().reissued()).isEmpty();
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void reapingTwiceIssuesAClaimOnce() {
        RunDriver run = run(DagShapes.fanIn(2));
        run.submitted();
        run.pass(Duration.ofSeconds(2));
        assertThat(run.reaped().reissued()).hasSize(2);
        assertThat(run.reaped().reissued()).isEmpty();
    }

    @Test
    void reapingTakesNoMoreThanItWasAskedFor() {
        RunDriver run = run(DagShapes.fanIn(5));
        run.submitted();
        run.pass(Duration.ofSeconds(2));
        ReapAnswer first = store.reap(run.key(), 2);
        assertThat(the(ReapAnswer.Reaped.class, first).reissued()).hasSize(2);
        assertThat(the(ReapAnswer.Reaped.class, first).nextDeadlineMicros())
                .isLessThanOrEqualTo(clock.micros());
        assertThat(run.reaped().reissued()).hasSize(3);
    }

    @Test
    void lossOfAStartedClaimIsCountedAndTheNextClaimIsIssued() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.passALease();
        ReapAnswer.Reaped answer = run.reaped();
        Grant grant = answer.reissued().getFirst();
        assertThat(grant.k()).isGreaterThan(work.claim().k());
        assertThat(grant.mode()).isEqualTo(ClaimMode.INVOKE);
        assertThat(grant.losses()).isEqualTo(1);
        assertThat(grant.failures()).isZero();
        assertThat(answer.epoch()).isEqualTo(1);
        assertThat(answer.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.state().index()).containsEntry(0, clock.micros() + 2_000_000);
        run.started("w2", grant);
    }

    @Test
    void keptClaimWhoseWorkerIsLostIsIssuedToWhoeverIsInvoked() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        run.committed(run.commitOf(root).keep(1));
        run.passALease();
        List<Grant> reissued = run.reaped().reissued();
        assertThat(reissued).extracting(Grant::mode).containsExactly(ClaimMode.INVOKE);
        Grant grant = reissued.getFirst();
        run.done("w2", grant);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void taskThatLosesItsWorkersAgainAndAgainEndsTheRunAsPoison() {
        RunDriver run = run(DagShapes.single());
        Claim claim = run.submitted().getFirst().claim();
        for (int loss = 1; loss < run.limits().poisonLimit(); loss++) {
            run.started("w" + loss, claim);
            run.passALease();
            Grant grant = run.reaped().reissued().getFirst();
            assertThat(grant.losses()).isEqualTo(loss);
            claim = grant.claim();
        }
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        run.started("w3", claim);
        run.passALease();
        ReapAnswer.Reaped last = run.reaped();
        assertThat(last.status()).isEqualTo(RunStatus.FAILED);
        assertThat(last.reissued()).isEmpty();
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(ErrorCode.POISON);
        assertThat(run.record().errors().getFirst().task()).isZero();
    }

    @Test
    void a3_invocationThatIsNotAdoptedIsSentAgainWithTheSameClaim() {
        RunDriver run = run(DagShapes.single());
        Grant root = run.submitted().getFirst();
        for (int dispatch = 0; dispatch < 10; dispatch++) {
            run.pass(Duration.ofSeconds(40));
            Grant again = run.reaped().reissued().getFirst();
            assertThat(again).isEqualTo(root);
            assertThat(run.claimState(0).dispatches()).isEqualTo(dispatch + 1);
        }
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        the(Verdict.Adopted.class, run.verdict(run.start("w1", root.claim())));
    }

    @Test
    void a3_dispatchDeadlineDoublesUpToFourLeases() {
        RunDriver run = run(DagShapes.single());
        run.submitted();
        for (long seconds : new long[] {2, 4, 8, 16, 32, 40, 40}) {
            assertThat(run.state().index()).containsEntry(0, clock.micros() + seconds * 1_000_000);
            run.pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(run.reaped().reissued()).isEmpty();
            run.pass(Duration.ofMillis(1));
            assertThat(run.reaped().reissued()).hasSize(1);
        }
    }

    @Test
    void a3_lateDispatchDoesNotFenceAnEarlierOne() {
        DagSketch sketch = new DagSketch();
        sketch.fenced();
        RunDriver run = run(sketch.build());
        Grant root = run.submitted().getFirst();
        run.pass(Duration.ofSeconds(2));
        run.reaped();
        run.done("w1", root);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void runBeyondItsHardEndIsFailedAsExpired() {
        RunLimits limits = RunLimits.standard().withHardEnd(Duration.ofMinutes(1));
        RunDriver run = run(DagShapes.single(), limits);
        run.submitted();
        run.pass(Duration.ofSeconds(61));
        assertThat(run.reaped().status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(ErrorCode.EXPIRED);
        assertThat(run.record().endedMicros()).isEqualTo(clock.micros());
    }
}
