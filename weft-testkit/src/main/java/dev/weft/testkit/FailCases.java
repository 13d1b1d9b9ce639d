package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.FailAnswer.Recorded;
import dev.weft.spi.Inputs;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// FAIL, which is an outcome like a commit: schedules B1, and the run that goes on.
abstract class FailCases extends StoreCases {
    private static final Optional<Duration> LATER = Optional.of(Duration.ofMinutes(1));

    FailCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void finalFailureEndsTheRunInTheStepThatStoresItsError() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Recorded answer = run.failed(root, Optional.empty());
        assertThat(answer.status()).isEqualTo(RunStatus.FAILED);
        assertThat(answer.grants()).isEmpty();
        assertThat(run.record().endedMicros()).isEqualTo(clock.micros());
        assertThat(run.record().errors())
                .containsExactly(run.failOf(root, Optional.empty()).error());
        assertThat(store.activeRuns()).isEmpty();
    }

    @Test
    void failureInARunThatHasJustFailedStillStoresItsError() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Work one = run.started("w1", roots.get(0));
        Work other = run.started("w2", roots.get(1));
        run.failed(one, Optional.empty());
        run.fail(run.failOf(other, Optional.empty()));
        assertThat(run.record().errors()).extracting(TaskError::task).containsExactly(0, 1);
    }

    @Test
    void firstHundredErrorsAreKept() {
        RunDriver run = run(DagShapes.fanIn(103));
        List<Work> works = run.submitted().stream().map(grant -> run.started("w1", grant)).toList();
        works.forEach(work -> run.fail(run.failOf(work, Optional.empty())));
        assertThat(run.record().errors()).hasSize(100);
        assertThat(run.record().errors().getLast().task()).isEqualTo(99);
    }

    @Test
    void failedAttemptIsFollowedByAnotherWhenItIsDue() {
        RunDriver run = run(DagShapes.single());
        Work first = run.started("w1", run.submitted().getFirst());
        Recorded answer = run.failed(first, LATER);
        assertThat(answer.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(answer.nextDeadlineMicros()).isEqualTo(clock.micros() + 60_000_000);
        assertThat(run.state().index()).containsEntry(0, clock.micros() + 60_000_000);
        run.pass(Duration.ofSeconds(59));
        assertThat(run.reaped().reissued()).isEmpty();
        run.pass(Duration.ofSeconds(1));
        Grant second = run.reaped().reissued().getFirst();
        assertThat(second.failures()).isEqualTo(1);
        assertThat(second.losses()).isZero();
        assertThat(run.record().errors()).hasSize(1);
        run.done("w2", second);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void nobodyStartsATaskBeforeItsNextAttemptIsDue() {
        RunDriver run = run(DagShapes.single());
        Work first = run.started("w1", run.submitted().getFirst());
        run.failed(first, LATER);
        assertThat(run.verdict(run.start("w2", first.claim())))
                .isInstanceOf(dev.weft.spi.StartAnswer.Verdict.Refused.class);
    }

    @Test
    void failureThatIsReportedTwiceIsCountedOnce() {
        RunDriver run = run(DagShapes.single());
        Fail fail = run.failOf(run.started("w1", run.submitted().getFirst()), LATER);
        the(Recorded.class, run.fail(fail));
        RunSnapshot before = run.state();
        assertThat(the(Recorded.class, run.fail(fail)).again()).isTrue();
        assertThat(run.state()).isEqualTo(before);
        assertThat(run.record().errors()).hasSize(1);
        run.pass(Duration.ofMinutes(1));
        assertThat(run.reaped().reissued().getFirst().failures()).isEqualTo(1);
    }

    @Test
    void finalFailureThatIsReportedTwiceIsStoredOnce() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        Fail fail = run.failOf(work, Optional.empty());
        the(Recorded.class, run.fail(fail));
        Recorded second = the(Recorded.class, run.fail(fail));
        assertThat(second.again()).isTrue();
        assertThat(second.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors()).hasSize(1);
    }

    @Test
    void staleAttemptDoesNotFailARunWhoseTaskIsCommitted() {
        RunDriver run = run(DagShapes.chain(2));
        Work paused = run.started("w1", run.submitted().getFirst());
        run.passALease();
        Work second = run.started("w2", run.reaped().reissued().getFirst());
        run.committed(paused);
        RunSnapshot before = run.state();
        FailAnswer answer = run.fail(run.failOf(second, Optional.empty()));
        assertThat(the(FailAnswer.Refused.class, answer).reason()).isEqualTo(Superseded.DUPLICATE);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void attemptThatLostItsClaimDoesNotFailTheTaskThatGoesOn() {
        RunDriver run = run(DagShapes.chain(2));
        Work interrupted = run.started("w1", run.submitted().getFirst());
        run.passALease();
        Work second = run.started("w2", run.reaped().reissued().getFirst());
        RunSnapshot before = run.state();
        the(FailAnswer.Refused.class, run.fail(run.failOf(interrupted, Optional.empty())));
        the(FailAnswer.Refused.class, run.fail(run.failOf(interrupted, LATER)));
        assertThat(run.state()).isEqualTo(before);
        run.committed(second);
    }

    @Test
    void dispatchesReapingAndUnclaimingDoNotEatTheRetriesOfTheUser() {
        RunDriver run = run(DagShapes.chain(2));
        run.submitted();
        run.pass(Duration.ofSeconds(2));
        Grant dispatched = run.reaped().reissued().getFirst();
        assertThat(dispatched.failures()).isZero();
        assertThat(dispatched.losses()).isZero();
        run.started("w1", dispatched);
        run.passALease();
        Grant lost = run.reaped().reissued().getFirst();
        assertThat(lost.failures()).isZero();
        assertThat(lost.losses()).isEqualTo(1);
        run.failed(run.started("w2", lost), Optional.of(Duration.ofSeconds(4)));
        run.pass(Duration.ofSeconds(4));
        Grant failed = run.reaped().reissued().getFirst();
        assertThat(failed.failures()).isEqualTo(1);
        assertThat(failed.losses()).isEqualTo(1);
    }

    @Test
    void failureUnderAClaimThatWasNeverIssuedIsUnknown() {
        RunDriver run = run(DagShapes.chain(2));
        Grant root = run.submitted().getFirst();
        Work future = run.kept("w1", new Grant(0, root.k() + 1, root.mode(), false, 0, 0));
        FailAnswer answer = run.fail(run.failOf(future, Optional.empty()));
        assertThat(the(FailAnswer.Refused.class, answer).reason()).isEqualTo(Superseded.UNKNOWN);
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void failureInARunThatIsDoneOrDoesNotExistIsTooLate() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.committed(work);
        FailAnswer late = run.fail(run.failOf(work.as(run.execution()), Optional.empty()));
        assertThat(late).isNotInstanceOf(Recorded.class);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        RunDriver none = run(DagShapes.single());
        FailAnswer gone = none.fail(none.failOf(work, Optional.empty()));
        assertThat(the(FailAnswer.Over.class, gone).reason()).isEqualTo(RunOver.GONE);
    }

    @Test
    void goingOnSkipsOnlyWhatIsDownstreamOfTheFailure() {
        RunDriver run = runThatGoesOn(DagShapes.layers(2, 1, 1));
        List<Grant> roots = run.submitted();
        Recorded answer = run.failed(run.started("w1", roots.get(0)), Optional.empty());
        assertThat(answer.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(answer.grants()).isEmpty();
        assertThat(Objects.requireNonNull(run.result(0)).outcome()).isEqualTo(Outcome.FAILED);
        Grant joined = run.done("w2", roots.get(1)).getFirst();
        assertThat(joined.skip()).isTrue();
        Work skipped = run.started("w2", joined);
        Grant sink = run.committed(run.commitOf(skipped).skipped()).grants().getFirst();
        assertThat(sink.skip()).isTrue();
        assertThat(Objects.requireNonNull(run.result(2)).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        run.commit(run.commitOf(run.started("w2", sink)).skipped().build());
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors()).hasSize(1);
    }

    @Test
    void runThatGoesOnEndsAllTheSameWhenWhatAllItsTasksNeedIsLost() {
        assertThatRunEndsThoughItWasToGoOn(ErrorCode.DATA_LOSS);
    }

    @Test
    void runThatGoesOnEndsAllTheSameWhenTheStoreHasNoRoomForOutputs() {
        assertThatRunEndsThoughItWasToGoOn(ErrorCode.STORE_UNAVAILABLE);
    }

    private void assertThatRunEndsThoughItWasToGoOn(ErrorCode code) {
        RunDriver run = runThatGoesOn(DagShapes.layers(2, 1, 1));
        List<Grant> roots = run.submitted();
        Fail thrown = run.failOf(run.started("w1", roots.get(0)), Optional.empty());
        Fail lost = withCode(thrown, code);
        assertThat(the(Recorded.class, run.fail(lost)).status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors()).containsExactly(lost.error());
        assertThat(run.resumed().grants()).extracting(Grant::task).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void taskThatNobodyHasBegunCanFailForWhatIsLost() {
        RunDriver run = run(DagShapes.single());
        Grant root = run.submitted().getFirst();
        Fail lost =
                withCode(run.failOf(run.kept("w1", root), Optional.empty()), ErrorCode.DATA_LOSS);
        assertThat(the(Recorded.class, run.fail(lost)).status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void lossOfEdgesThatAreNotPublishedEndsTheRun() {
        RunDriver run = run(DagShapes.fan(3));
        Grant root = run.submitted().getFirst();
        Work work = run.started("w1", root);
        run.commit(run.commitOf(work).chunk(0, 0, 1, false).build());
        Fail lost = withCode(run.failOf(work, Optional.empty()), ErrorCode.DATA_LOSS);
        Work other = work.as(run.execution());
        assertThat(run.fail(run.failOf(other, Optional.empty())))
                .isInstanceOf(FailAnswer.Refused.class);
        assertThat(the(Recorded.class, run.fail(lost)).status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors()).containsExactly(lost.error());
    }

    private static Fail withCode(Fail fail, ErrorCode code) {
        return new Fail(
                fail.run(),
                fail.epoch(),
                fail.worker(),
                fail.claim(),
                fail.execution(),
                fail.error().withCode(code),
                fail.retryAfter(),
                OutgoingEdges.NONE,
                Inputs.NONE,
                0,
                true);
    }

    @Test
    void failureThatMakesAChildReadyGrantsItAsSkipped() {
        RunDriver run = runThatGoesOn(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Fail fail = run.failOf(root, Optional.empty());
        Recorded answer = the(Recorded.class, run.fail(fail));
        assertThat(answer.grants()).extracting(Grant::task).containsExactly(1, 2);
        assertThat(answer.grants()).allMatch(Grant::skip);
        assertThat(run.state().skipped().cardinality()).isEqualTo(2);
        Recorded again = the(Recorded.class, run.fail(fail));
        assertThat(again.again()).isTrue();
        assertThat(again.grants()).isEqualTo(answer.grants());
        assertThat(run.record().errors()).hasSize(1);
    }

    @Test
    void adoptedChildOfAFailedTaskIsStillSkipped() {
        RunDriver run = runThatGoesOn(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant child = run.failed(root, Optional.empty()).grants().getFirst();
        dev.weft.spi.StartAnswer.Verdict verdict = run.verdict(run.start("w2", child.claim()));
        assertThat(the(dev.weft.spi.StartAnswer.Verdict.Adopted.class, verdict).grant().skip())
                .isTrue();
    }

    @Test
    void failureWithManyEdgesIsPublishedInChunks() {
        RunDriver run = runThatGoesOn(DagShapes.fan(4));
        Work root = run.started("w1", run.submitted().getFirst());
        Fail whole = run.failOf(root, Optional.empty());
        Recorded first = the(Recorded.class, run.fail(part(whole, 0, 2)));
        assertThat(first.grants()).extracting(Grant::task).containsExactly(1, 2);
        assertThat(run.state().index()).containsKey(0);
        Recorded second = the(Recorded.class, run.fail(part(whole, 2, 4)));
        assertThat(second.grants()).extracting(Grant::task).containsExactly(3, 4);
        assertThat(run.state().index()).containsOnlyKeys(1, 2, 3, 4);
        assertThat(run.record().errors()).hasSize(1);
    }

    private static Fail part(Fail fail, int from, int to) {
        return new Fail(
                fail.run(),
                fail.epoch(),
                fail.worker(),
                fail.claim(),
                fail.execution(),
                fail.error(),
                fail.retryAfter(),
                fail.edges().range(from, to),
                fail.inputs(),
                from / 2,
                to == fail.edges().size());
    }

    @Test
    void inputsOfAFailedTaskAreKeptForAResumption() {
        RunDriver run = runThatGoesOn(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant middle = run.committed(root).grants().getFirst();
        run.failed(run.started("w1", middle), Optional.empty());
        run.pass(Duration.ofSeconds(6));
        assertThat(run.state().trash()).isEmpty();
        assertThat(Objects.requireNonNull(run.result(0)).output())
                .isInstanceOf(Output.Inline.class);
    }

    @Test
    void errorNamesWhatTheWorkerReported() {
        RunDriver run = run(DagShapes.single());
        Work work =
                new Work(
                        new WorkerId("w1"), run.submitted().getFirst().claim(), 1, run.execution());
        run.start(run.startOf(work));
        run.failed(work, Optional.empty());
        TaskError error = run.record().errors().getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.TASK_THREW);
        assertThat(error.worker()).isEqualTo("w1");
        assertThat(error.last()).isTrue();
    }
}
