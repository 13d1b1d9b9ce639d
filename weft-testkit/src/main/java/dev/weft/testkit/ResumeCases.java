package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunCode;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// CANCEL and RESUME: schedules B2 (what is kept, flush, epoch, skipped, cancel).
abstract class ResumeCases extends StoreCases {
    ResumeCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void cancelTellsTheStatusThatItFound() {
        RunDriver run = run(DagShapes.single());
        run.submitted();
        assertThat(run.cancel()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.record().endedMicros()).isEqualTo(clock.micros());
        assertThat(run.cancel()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void cancelDoesNotChangeARunThatHasEnded() {
        RunDriver done = run(DagShapes.single());
        done.done("w1", done.submitted().getFirst());
        assertThat(done.cancel()).isEqualTo(RunStatus.DONE);
        assertThat(done.status()).isEqualTo(RunStatus.DONE);
        RunDriver failed = run(DagShapes.single());
        failed.failed(failed.started("w1", failed.submitted().getFirst()), Optional.empty());
        assertThat(failed.cancel()).isEqualTo(RunStatus.FAILED);
        assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void runThatDoesNotExistCannotBeCancelledOrResumed() {
        RunDriver run = run(DagShapes.single());
        assertThat(store.cancel(run.key())).isInstanceOf(CancelAnswer.Gone.class);
        assertThat(run.resume(1)).isInstanceOf(ResumeAnswer.Gone.class);
        assertThat(store.inspect(run.key())).isEmpty();
    }

    @Test
    void kept_failedRunKeepsWhatAResumptionStandsOn() {
        RunDriver run = run(DagShapes.layers(2, 2, 1));
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        List<Grant> middle = run.done("w1", roots.get(1));
        run.done("w1", middle.get(0));
        run.failed(run.started("w1", middle.get(1)), Optional.empty());
        run.pass(Duration.ofHours(1));
        RunSnapshot state = run.state();
        assertThat(state.results()).containsOnlyKeys(0, 1, 2);
        assertThat(state.values()).hasSize(3);
        assertThat(state.arrived().cardinality()).isEqualTo(5);
    }

    @Test
    void kept_trashOfAFailedRunIsNotHandedOut() {
        RunDriver run = run(DagShapes.layers(1, 2, 1));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> children = run.committed(run.commitOf(root).spread()).grants();
        run.done("w1", children.get(0));
        Work late = run.started("w1", children.get(1));
        run.cancel();
        run.pass(Duration.ofMinutes(1));
        Committed recorded = run.committed(late);
        assertThat(recorded.garbage()).isEmpty();
    }

    @Test
    void flush_taskThatFinishesAfterTheEndIsRecordedAndItsChildrenWaitForAResumption() {
        RunDriver run = run(DagShapes.layers(2, 2, 1));
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Work finished = run.started("w2", roots.get(1));
        run.cancel();
        Committed recorded = run.committed(run.commitOf(finished).keep(2));
        assertThat(recorded.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(recorded.grants()).isEmpty();
        assertThat(Objects.requireNonNull(run.result(1)).outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(run.state().index()).containsOnlyKeys(2, 3);
        assertThat(run.claimState(2).owner()).isEmpty();
        List<Grant> grants = run.resumed().grants();
        assertThat(grants).extracting(Grant::task).containsExactlyInAnyOrder(2, 3);
        run.finish(grants);
    }

    @Test
    void flush_sinkThatCommitsAfterTheEndIsFoundByTheResumption() {
        RunDriver run = run(DagShapes.single());
        Work sink = run.started("w1", run.submitted().getFirst());
        run.cancel();
        Committed recorded = run.committed(sink);
        assertThat(recorded.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
        ResumeAnswer answer = run.resume(1);
        if (answer instanceof ResumeAnswer.Resumed(int _, List<Grant> grants, long _)) {
            assertThat(grants).isEmpty();
        } else {
            the(ResumeAnswer.NothingToDo.class, answer);
        }
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(Objects.requireNonNull(run.record().result()).execution())
                .isEqualTo(sink.execution());
    }

    @Test
    void epoch_resumptionClaimsEverythingThatIsReadyAnew() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> roots = run.submitted();
        run.done("w1", roots.get(0));
        Work failed = run.started("w1", roots.get(1));
        Work other = run.started("w2", roots.get(2));
        run.failed(failed, Optional.empty());
        ResumeAnswer.Resumed answer = run.resumed();
        assertThat(answer.epoch()).isEqualTo(2);
        assertThat(answer.grants()).extracting(Grant::task).containsExactlyInAnyOrder(1, 2);
        for (Grant grant : answer.grants()) {
            Work before = grant.task() == 1 ? failed : other;
            assertThat(grant.k()).isGreaterThan(before.claim().k());
            assertThat(grant.failures()).isZero();
            assertThat(grant.losses()).isZero();
        }
        assertThat(run.record().epoch()).isEqualTo(2);
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.record().endedMicros()).isZero();
        assertThat(store.activeRuns()).containsExactly(run.key());
        run.finish(answer.grants());
    }

    @Test
    void epoch_workerOfAnEarlierEpochCommitsNothing() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Work paused = run.started("w1", roots.get(0));
        run.failed(run.started("w2", roots.get(1)), Optional.empty());
        List<Grant> grants = run.resumed().grants();
        CommitAnswer late = run.commit(run.commitOf(paused).build());
        assertThat(the(CommitAnswer.Over.class, late).reason()).isEqualTo(RunOver.OVER);
        FailAnswer failed = run.fail(run.failOf(paused, Optional.empty()));
        assertThat(the(FailAnswer.Over.class, failed).reason()).isEqualTo(RunOver.OVER);
        the(dev.weft.spi.RenewAnswer.Over.class, run.renew(paused));
        the(dev.weft.spi.HoldAnswer.Over.class, run.hold(run.holdOf(paused)));
        assertThat(run.result(0)).isNull();
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        run.finish(grants);
    }

    /// A store that has lost a resumption hears of its epoch; the run may come to that epoch again, and
    /// then the commit is accepted.
    @Test
    void epoch_valueOfACommitOfALaterEpochIsNotTrash() {
        RunDriver run = run(DagShapes.chain(3));
        Work first = run.started("w1", run.submitted().getFirst());
        run.cancel();
        Commit early = run.commitOf(first.inEpoch(2)).spread().build();
        the(CommitAnswer.Over.class, run.commit(early));
        assertThat(run.state().trash()).isEmpty();
        run.resumed();
        the(Committed.class, run.commit(early));
        assertThat(run.state().trash()).isEmpty();
    }

    @Test
    void epoch_resumptionThatIsRepeatedResumesOnce() {
        RunDriver run = run(DagShapes.fanIn(2));
        run.submitted();
        run.cancel();
        ResumeAnswer.Resumed first = run.resumed();
        ResumeAnswer.Resumed second = the(ResumeAnswer.Resumed.class, run.resume(1));
        assertThat(second.epoch()).isEqualTo(2);
        assertThat(second.grants()).isEqualTo(first.grants());
        assertThat(run.record().epoch()).isEqualTo(2);
    }

    @Test
    void epoch_runThatWasResumedCanFailAndBeResumedAgain() {
        RunDriver run = run(DagShapes.single());
        run.failed(run.started("w1", run.submitted().getFirst()), Optional.empty());
        Grant second = run.resumed().grants().getFirst();
        run.failed(run.started("w1", second), Optional.empty());
        assertThat(run.record().errors()).extracting(TaskError::task).containsExactly(0, 0);
        Grant third = run.resumed().grants().getFirst();
        assertThat(run.epoch()).isEqualTo(3);
        run.done("w1", third);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void epoch_failuresOfATaskThatNobodyHoldsAreForgottenToo() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Work child = run.kept("w1", run.held(root).grants().getFirst());
        run.failed(
                child,
                Optional.of(Duration.ofHours(1))); // withdrawn, since its input is not stored
        assertThat(run.progress().failures()).isEqualTo(1);
        run.cancel();
        Grant again = run.resumed().grants().getFirst();
        assertThat(run.progress().failures()).isZero();
        Grant granted = run.done("w2", again).getFirst();
        assertThat(granted.task()).isEqualTo(1);
        assertThat(granted.failures()).isZero();
    }

    @Test
    void skipped_resumptionForgetsWhatWasSkipped() {
        RunDriver run = runThatGoesOn(DagShapes.layers(2, 1, 1));
        List<Grant> roots = run.submitted();
        run.failed(run.started("w1", roots.get(0)), Optional.empty());
        Grant joined = run.done("w1", roots.get(1)).getFirst();
        Grant sink =
                run.committed(run.commitOf(run.started("w1", joined)).skipped())
                        .grants()
                        .getFirst();
        run.commit(run.commitOf(run.started("w1", sink)).skipped().build());
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        List<Grant> grants = run.resumed().grants();
        assertThat(grants).extracting(Grant::task).containsExactly(0);
        assertThat(grants.getFirst().skip()).isFalse();
        RunSnapshot state = run.state();
        assertThat(state.results()).containsOnlyKeys(1);
        assertThat(state.skipped().isEmpty()).isTrue();
        run.finish(grants);
        assertThat(run.record().settled()).isEqualTo(4);
    }

    @Test
    void skipped_inputsOfWhatFailedAreThereWhenItIsTriedAgain() {
        RunDriver run = runThatGoesOn(DagShapes.chain(3));
        Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
        Grant sink = run.failed(run.started("w1", middle), Optional.empty()).grants().getFirst();
        run.commit(run.commitOf(run.started("w1", sink)).skipped().build());
        run.pass(Duration.ofMinutes(1));
        Grant again = run.resumed().grants().getFirst();
        assertThat(again.task()).isEqualTo(1);
        assertThat(Objects.requireNonNull(run.result(0)).output())
                .isInstanceOf(Output.Inline.class);
        run.finish(List.of(again));
    }

    @Test
    void otherGraphCannotResumeTheRun() {
        RunDriver run = run(DagShapes.chain(2));
        run.submitted();
        run.cancel();
        RunSnapshot before = run.state();
        ResumeAnswer answer =
                store.resume(
                        new Resume(
                                run.key(),
                                DagShapes.chain(3).shapeHash(),
                                1,
                                RunCode.HERE,
                                "a test"));
        assertThat(the(ResumeAnswer.OtherShape.class, answer).found().run()).isEqualTo(run.key());
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void runThatGoesOnOrIsDoneIsNotResumed() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        the(ResumeAnswer.NothingToDo.class, run.resume(1));
        assertThat(run.lost(work)).isEmpty();
        run.committed(work);
        the(ResumeAnswer.NothingToDo.class, run.resume(1));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void abandonedRunIsResumed() {
        RunDriver run = run(DagShapes.single());
        Work lost = run.started("w1", run.submitted().getFirst());
        run.passALease();
        Grant grant = run.resumed().grants().getFirst();
        the(CommitAnswer.Over.class, run.commit(run.commitOf(lost).build()));
        run.done("w2", grant);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }
}
