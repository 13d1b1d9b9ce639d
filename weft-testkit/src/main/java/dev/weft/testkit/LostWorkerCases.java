package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.LostWorker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// LOST: a worker is dead for certain, and nobody waits for its leases.
abstract class LostWorkerCases extends StoreCases {
    LostWorkerCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static Grant onlyReissued(RunDriver run, String deadWorker) {
        List<Grant> reissued = run.died(deadWorker).reissued();
        assertThat(reissued).hasSize(1);
        return reissued.getFirst();
    }

    @Test
    void everyClaimOfADeadWorkerIsIssuedAnewAtOnce() {
        RunDriver run = run(DagShapes.fan(5));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> grants = run.committed(run.commitOf(root).keep(2)).grants();
        run.started("w1", grants.get(2));
        Work other = run.started("w2", grants.get(3));
        clock.advance(Duration.ofMillis(1));
        ReapAnswer.Reaped answer = run.died("w1");
        assertThat(answer.reissued()).extracting(Grant::task).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(answer.reissued()).extracting(Grant::mode).containsOnly(ClaimMode.INVOKE);
        assertThat(answer.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(answer.epoch()).isEqualTo(1);
        for (Grant grant : answer.reissued()) {
            assertThat(grant.k()).isGreaterThan(grants.get(grant.task() - 1).k());
            assertThat(grant.losses()).isEqualTo(1);
            assertThat(run.state().index()).containsEntry(grant.task(), clock.micros() + 2_000_000);
        }
        assertThat(run.lost(other)).isEmpty();
        assertThat(run.claimState(5).k()).isEqualTo(grants.get(4).k());
        run.committed(other);
        run.done("w3", grants.get(4));
        run.finish(answer.reissued());
    }

    @Test
    void secondReportFindsNothing() {
        RunDriver run = run(DagShapes.single());
        run.started("w1", run.submitted().getFirst());
        run.died("w1");
        RunSnapshot before = run.state();
        assertThat(run.died("w1").reissued()).isEmpty();
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void reportOfAWorkerWithoutClaimsChangesNothing() {
        RunDriver run = run(DagShapes.single());
        run.started("w1", run.submitted().getFirst());
        RunSnapshot before = run.state();
        assertThat(run.died("w2").reissued()).isEmpty();
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void workerThatWasTakenForDeadLosesItsLeaseAndItsGoodWorkIsKept() {
        RunDriver run = run(DagShapes.chain(2));
        Work alive = run.started("w1", run.submitted().getFirst());
        Grant again = onlyReissued(run, "w1");
        assertThat(run.lost(alive)).containsExactly(alive.claim());
        List<Grant> next = run.committed(alive).grants();
        assertThat(run.verdict(run.start("w2", again.claim()))).isInstanceOf(Verdict.Refused.class);
        run.finish(next);
    }

    @Test
    void lostAttemptOfATaskWithOutsideEffectsIsFenced() {
        DagSketch sketch = new DagSketch();
        sketch.fenced();
        RunDriver run = run(sketch.build());
        Work lost = run.started("w1", run.submitted().getFirst());
        Grant again = onlyReissued(run, "w1");
        CommitAnswer late = run.commit(run.commitOf(lost).build());
        assertThat(the(CommitAnswer.Refused.class, late).reason()).isEqualTo(Superseded.FENCED);
        run.finish(List.of(again));
    }

    @Test
    void heldChildIsWithdrawnAndComesBackWithItsParent() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        run.held(root);
        List<Grant> reissued = run.died("w1").reissued();
        assertThat(reissued).extracting(Grant::task).containsExactly(0);
        assertThat(run.state().index()).containsOnlyKeys(0);
        run.finish(reissued);
    }

    @Test
    void openTaskOfADeadWorkerIsPublishedByAnotherAndIsNoLoss() {
        RunDriver run = run(DagShapes.fan(4));
        Work root = run.started("w1", run.submitted().getFirst());
        Commit first = run.commitOf(root).chunk(0, 0, 2, false).build();
        List<Grant> some = the(CommitAnswer.Committed.class, run.commit(first)).grants();
        Grant open = onlyReissued(run, "w1");
        assertThat(open.task()).isZero();
        assertThat(open.losses()).isZero();
        assertThat(run.record().errors()).isEmpty();
        assertThat(run.verdict(run.start("w2", open.claim())))
                .isInstanceOf(Verdict.PublishOnly.class);
        assertThat(some).hasSize(2);
    }

    @Test
    void taskThatWaitsForItsNextAttemptIsNotIssuedEarlier() {
        RunDriver run = run(DagShapes.single());
        Work failing = run.started("w1", run.submitted().getFirst());
        run.failed(failing, Optional.of(Duration.ofMinutes(1)));
        RunSnapshot before = run.state();
        assertThat(run.died("w1").reissued()).isEmpty();
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void errorsTellWhatBecameOfTheWorker() {
        RunDriver run = run(DagShapes.chain(3));
        Work segment = run.started("w1", run.submitted().getFirst());
        store.renew(
                new Renew(
                        run.key(),
                        1,
                        segment.worker(),
                        List.of(new Renew.Renewal(segment.claim(), 1))));
        Grant again = onlyReissued(run, "w1");
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.record().errors()).hasSize(1);
        TaskError error = run.record().errors().getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.WORKER_LOST);
        assertThat(error.code().retryable()).isTrue();
        assertThat(error.code().blame()).isEqualTo(ErrorCode.Blame.PLATFORM);
        assertThat(error.task()).as("what its worker said last that it executes").isEqualTo(1);
        assertThat(error.last()).isFalse();
        assertThat(error.attempt()).isEqualTo(1);
        assertThat(error.worker()).isEqualTo("w1");
        assertThat(error.message()).contains("exit code 137 of w1");
        assertThat(error.stderrTail()).isEqualTo("exit code 137 of w1");
        assertThat(error.atMicros()).isEqualTo(clock.micros());
        run.finish(List.of(again));
        assertThat(run.record().errors()).containsExactly(error);
    }

    @Test
    void oneWorkerLeavesAFewErrorsHoweverMuchItHeld() {
        RunDriver run = run(DagShapes.fan(20));
        Work root = run.started("w1", run.submitted().getFirst());
        run.committed(run.commitOf(root).keep(20));
        assertThat(run.died("w1").reissued()).hasSize(20);
        assertThat(run.record().errors())
                .hasSize(LostWorker.MOST_ERRORS)
                .extracting(TaskError::task)
                .doesNotHaveDuplicates();
    }

    @Test
    void lostWorkersDoNotHideWhatTheRunFailedOf() {
        RunDriver run = run(DagShapes.fanIn(70));
        List<Grant> roots = run.submitted();
        for (Grant root : roots.subList(0, 69)) {
            run.started("w" + root.task(), root);
            run.died("w" + root.task());
        }
        run.failed(run.started("w", roots.get(69)), Optional.empty());
        assertThat(run.record().errors()).hasSize(51);
        assertThat(run.record().errors().getLast().code()).isEqualTo(ErrorCode.TASK_THREW);
    }

    @Test
    void taskThatKillsItsWorkersAgainAndAgainEndsTheRunWithTheirLastWords() {
        RunDriver run = run(DagShapes.single());
        assertThat(killUntilTheEnd(run, false)).extracting(Grant::losses).containsExactly(1, 2);
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(ErrorCode.WORKER_LOST, ErrorCode.WORKER_LOST, ErrorCode.POISON);
        TaskError poison = run.record().errors().getLast();
        assertThat(poison.last()).isTrue();
        assertThat(poison.attempt()).isEqualTo(3);
        assertThat(poison.worker()).isEqualTo("w3");
        assertThat(poison.message()).contains("exit code 137 of w3");
        assertThat(poison.stderrTail()).isEqualTo("exit code 137 of w3");
        run.finish(run.resumed().grants());
    }

    @Test
    void wantOfMemoryIsNamedAsSuch() {
        RunDriver run = run(DagShapes.single());
        killUntilTheEnd(run, true);
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(
                        ErrorCode.WORKER_LOST, ErrorCode.WORKER_LOST, ErrorCode.OUT_OF_MEMORY);
        assertThat(run.record().errors())
                .allSatisfy(error -> assertThat(error.message()).contains("memory"));
        assertThat(run.record().errors().getLast().last()).isTrue();
    }

    /// @return the claims that were issued in between
    private static List<Grant> killUntilTheEnd(RunDriver run, boolean outOfMemory) {
        Grant grant = run.submitted().getFirst();
        List<Grant> issued = new java.util.ArrayList<>();
        for (int i = 1; i <= run.limits().poisonLimit(); i++) {
            String name = "w" + i;
            run.started(name, grant);
            LostWorker lost = run.deathOf(name);
            ReapAnswer.Reaped answer =
                    the(
                            ReapAnswer.Reaped.class,
                            run.die(
                                    new LostWorker(
                                            run.key(),
                                            new WorkerId(name),
                                            lost.lastWords(),
                                            outOfMemory)));
            issued.addAll(answer.reissued());
            grant = answer.reissued().isEmpty() ? grant : answer.reissued().getFirst();
        }
        return issued;
    }

    @Test
    void lossesThatWereReportedAndReapedCountTogether() {
        RunDriver run = run(DagShapes.single());
        run.started("w1", run.submitted().getFirst());
        Claim second = onlyReissued(run, "w1").claim();
        run.started("w2", second);
        run.passALease();
        Grant third = run.reaped().reissued().getFirst();
        assertThat(third.losses()).isEqualTo(2);
        run.started("w3", third);
        assertThat(run.died("w3").status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void otherRunsOfTheWorkerAreNotTouched() {
        RunDriver one = run(DagShapes.single());
        RunDriver other = run(DagShapes.single());
        one.started("w1", one.submitted().getFirst());
        Work work = other.started("w1", other.submitted().getFirst());
        one.died("w1");
        assertThat(other.lost(work)).isEmpty();
    }

    @Test
    void nothingIsLostInARunThatHasEndedOrDoesNotExist() {
        RunDriver run = run(DagShapes.single());
        run.started("w1", run.submitted().getFirst());
        run.cancel();
        assertThat(the(ReapAnswer.Over.class, run.die(run.deathOf("w1"))).reason())
                .isEqualTo(RunOver.OVER);
        assertThat(run.record().errors()).isEmpty();
        RunDriver none = run(DagShapes.single());
        assertThat(the(ReapAnswer.Over.class, none.die(none.deathOf("w1"))).reason())
                .isEqualTo(RunOver.GONE);
        assertThat(Objects.requireNonNull(run.resumed()).grants()).hasSize(1);
    }
}
