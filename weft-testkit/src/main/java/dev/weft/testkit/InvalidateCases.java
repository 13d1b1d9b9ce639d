package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.InvalidateAnswer.Invalidated;
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

/// INVALIDATE, schedules B5: a committed output is not there, and is made again. One group although it is
/// long: the cases are one step's.
abstract class InvalidateCases extends StoreCases {
    InvalidateCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static Superseded refusal(InvalidateAnswer answer) {
        return the(InvalidateAnswer.Refused.class, answer).reason();
    }

    private static TaskResult result(RunDriver run, int task) {
        return Objects.requireNonNull(run.result(task));
    }

    /// Starts and commits a task with an output in the blob store.
    private static List<Grant> spread(RunDriver run, Grant grant, long digest) {
        return run.committed(run.commitOf(run.started("w1", grant)).spread(digest)).grants();
    }

    @Test
    void lostOutputIsMadeAgainAndReadByThoseWhoWaitedForIt() {
        RunDriver run = run(DagShapes.diamond());
        List<Grant> children = spread(run, run.submitted().getFirst(), 0);
        TaskResult before = result(run, 0);
        Work reader = run.started("w2", children.get(0));
        clock.advance(Duration.ofSeconds(1));
        Invalidated answer = run.invalidated(reader, 0);
        assertThat(answer.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(answer.nextDeadlineMicros()).isEqualTo(clock.micros() + 2_000_000);
        Grant again = answer.grants().getFirst();
        assertThat(again.task()).isZero();
        assertThat(again.mode()).isEqualTo(ClaimMode.INVOKE);
        assertThat(again.k()).isGreaterThan(before.claim().k());
        assertThat(run.result(0)).isNull();
        assertThat(run.record().settled()).isZero();
        assertThat(run.state().index()).containsOnlyKeys(0);
        List<Grant> ready = spread(run, again, 0);
        assertThat(ready).extracting(Grant::task).containsExactly(1, 2);
        run.finish(ready);
    }

    @Test
    void whatWasBegunOfTheReadersIsVoid() {
        RunDriver run = run(DagShapes.diamond());
        List<Grant> children = spread(run, run.submitted().getFirst(), 0);
        Work reader = run.started("w2", children.get(0));
        Work sibling = run.started("w3", children.get(1));
        Grant again = run.invalidated(reader, 0).grants().getFirst();
        assertThat(run.lost(sibling)).containsExactly(sibling.claim());
        the(CommitAnswer.Refused.class, run.commit(run.commitOf(sibling).build()));
        List<Grant> ready = spread(run, again, 0);
        CommitAnswer late = run.commit(run.commitOf(sibling).build());
        assertThat(the(CommitAnswer.Refused.class, late).reason())
                .isIn(Superseded.FENCED, Superseded.UNKNOWN);
        assertThat(run.result(2)).isNull();
        run.finish(ready);
    }

    @Test
    void reportThatIsRepeatedGivesTheSameClaim() {
        RunDriver run = run(DagShapes.chain(2));
        Work reader = run.started("w2", spread(run, run.submitted().getFirst(), 0).getFirst());
        Invalidate invalidate = run.invalidationOf(reader, 0, result(run, 0).execution());
        Invalidated first = the(Invalidated.class, run.invalidate(invalidate));
        RunSnapshot before = run.state();
        Invalidated second = the(Invalidated.class, run.invalidate(invalidate));
        assertThat(second.again()).isTrue();
        assertThat(second.grants()).isEqualTo(first.grants());
        assertThat(run.state()).isEqualTo(before);
        List<Grant> ready = spread(run, first.grants().getFirst(), 0);
        Invalidated third = the(Invalidated.class, run.invalidate(invalidate));
        assertThat(third.again()).isTrue();
        assertThat(third.grants()).isEmpty();
        assertThat(run.result(0)).isNotNull();
        run.finish(ready);
    }

    @Test
    void reportByWhoDoesNotHoldTheClaimChangesNothing() {
        RunDriver run = run(DagShapes.diamond());
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> children = run.committed(root).grants();
        Work reader = run.started("w2", children.get(0));
        Work settled = run.started("w3", children.get(1));
        run.committed(settled);
        Work thief = run.kept("w4", children.get(0));
        Claim next = new Claim(1, reader.claim().k() + 1);
        Work future = new Work(reader.worker(), next, 1, 5);
        RunSnapshot before = run.state();
        long execution = root.execution();
        assertThat(refusal(run.invalidate(run.invalidationOf(thief, 0, execution))))
                .isEqualTo(Superseded.TAKEN);
        assertThat(refusal(run.invalidate(run.invalidationOf(future, 0, execution))))
                .isEqualTo(Superseded.UNKNOWN);
        assertThat(refusal(run.invalidate(run.invalidationOf(settled, 0, execution))))
                .isEqualTo(Superseded.DUPLICATE);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void readerWhoseClaimWasIssuedAnewIsRefused() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Work paused = run.started("w2", run.committed(root).grants().getFirst());
        run.passALease();
        Grant again = run.reaped().reissued().getFirst();
        assertThat(refusal(run.invalidate(run.invalidationOf(paused, 0, root.execution()))))
                .isEqualTo(Superseded.UNKNOWN);
        run.done("w3", again);
    }

    @Test
    void reportOfAnOutcomeThatDoesNotStandIsAnsweredWithReadAgain() {
        RunDriver run = run(DagShapes.layers(1, 2, 1));
        List<Grant> children = run.done("w1", run.submitted().getFirst());
        Work reader = run.started("w2", children.get(0));
        RunSnapshot before = run.state();
        the(InvalidateAnswer.Changed.class, run.invalidate(run.invalidationOf(reader, 0, 77)));
        the(InvalidateAnswer.Changed.class, run.invalidate(run.invalidationOf(reader, 2, 77)));
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void secondReaderOfALostOutputIsRefusedSinceItsClaimIsGone() {
        RunDriver run = run(DagShapes.diamond());
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> children = run.committed(root).grants();
        Work one = run.started("w2", children.get(0));
        Work other = run.started("w3", children.get(1));
        Grant again = run.invalidated(one, 0).grants().getFirst();
        assertThat(refusal(run.invalidate(run.invalidationOf(other, 0, root.execution()))))
                .isIn(Superseded.UNKNOWN, Superseded.FENCED);
        assertThat(run.claimState(0).k()).isEqualTo(again.k());
    }

    @Test
    void childThatHasSettledStays() {
        RunDriver run = run(DagShapes.diamond());
        List<Grant> children = spread(run, run.submitted().getFirst(), 7);
        run.done("w1", children.get(0));
        TaskResult settled = result(run, 1);
        Grant again = run.invalidated(run.started("w2", children.get(1)), 0).grants().getFirst();
        assertThat(run.result(1)).isEqualTo(settled);
        List<Grant> ready = spread(run, again, 7);
        assertThat(ready).extracting(Grant::task).containsExactly(2);
        run.finish(ready);
    }

    @Test
    void nextOutputMustBeTheLostOneIfAChildHasUsedThat() {
        RunDriver run = run(DagShapes.diamond());
        List<Grant> children = spread(run, run.submitted().getFirst(), 7);
        run.done("w1", children.get(0));
        Grant again = run.invalidated(run.started("w2", children.get(1)), 0).grants().getFirst();
        Work other = run.started("w3", again);
        the(CommitAnswer.Over.class, run.commit(run.commitOf(other).spread(8).build()));
        assertThat(run.result(0)).isNull();
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(ErrorCode.DIVERGED);
        assertThat(run.record().errors().getFirst().task()).isZero();
    }

    @Test
    void nextOutputMayBeAnotherIfNoChildHasUsedTheLostOne() {
        RunDriver run = run(DagShapes.diamond());
        List<Grant> children = spread(run, run.submitted().getFirst(), 7);
        Grant again = run.invalidated(run.started("w2", children.get(1)), 0).grants().getFirst();
        run.finish(spread(run, again, 8));
    }

    @Test
    void divergingOutputIsNotRecordedAfterTheEndEither() {
        RunDriver run = run(DagShapes.diamond());
        List<Grant> children = spread(run, run.submitted().getFirst(), 7);
        run.done("w1", children.get(0));
        Grant again = run.invalidated(run.started("w2", children.get(1)), 0).grants().getFirst();
        Work other = run.started("w3", again);
        run.cancel();
        the(CommitAnswer.Over.class, run.commit(run.commitOf(other).spread(8).build()));
        assertThat(run.result(0)).isNull();
        run.finish(run.resumed().grants());
    }

    @Test
    void commitOfTheLostOutputIsNotAcceptedAgain() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Commit winner = run.commitOf(root).spread().build();
        Grant child = the(CommitAnswer.Committed.class, run.commit(winner)).grants().getFirst();
        Grant again = run.invalidated(run.started("w2", child), 0).grants().getFirst();
        assertThat(the(CommitAnswer.Refused.class, run.commit(winner)).reason())
                .isIn(Superseded.FENCED, Superseded.UNKNOWN);
        assertThat(run.result(0)).isNull();
        run.finish(spread(run, again, 0));
    }

    @Test
    void rootWhoseLostAttemptMayCommitIsFencedAllTheSame() {
        RunDriver run = run(DagShapes.chain(2));
        Work paused = run.started("w1", run.submitted().getFirst());
        run.passALease();
        Grant second = run.reaped().reissued().getFirst();
        Work reader = run.started("w3", spread(run, second, 0).getFirst());
        Grant third = run.invalidated(reader, 0).grants().getFirst();
        the(CommitAnswer.Refused.class, run.commit(run.commitOf(paused).build()));
        run.finish(spread(run, third, 0));
    }

    @Test
    void collectedOutputIsMadeAgainForATaskThatIsMadeAgain() {
        DagSketch sketch = new DagSketch();
        sketch.task(sketch.task(sketch.task()));
        int aside = sketch.task();
        RunDriver run = run(sketch.build());
        List<Grant> roots = run.submitted();
        Grant middle = spread(run, roots.get(0), 5).getFirst();
        Work reader = run.started("w2", spread(run, middle, 6).getFirst());
        collect(run, 0, run.started("w3", onlyGrantOf(aside, roots)), reader);
        assertThat(result(run, 0).output()).isEqualTo(new Output.Collected(5));
        Work again = run.started("w3", run.invalidated(reader, 1).grants().getFirst());
        List<Grant> root = run.invalidated(again, 0).grants();
        assertThat(root).extracting(Grant::task).containsExactly(0);
        assertThat(run.state().index()).containsOnlyKeys(0);
        List<Grant> ready = spread(run, root.getFirst(), 5);
        assertThat(ready).extracting(Grant::task).containsExactly(1);
        run.finish(ready);
    }

    private static Grant onlyGrantOf(int task, List<Grant> grants) {
        return grants.stream().filter(grant -> grant.task() == task).findFirst().orElseThrow();
    }

    /// Has the output of a task that nobody needs deleted, which `aside` tells with its commit.
    private static void collect(RunDriver run, int task, Work aside, Work waiting) {
        List<ValueId> garbage = garbage(run, task, aside, waiting);
        run.committed(run.commitOf(aside).deleted(garbage));
    }

    /// Waits until the output of a task is to be deleted.
    private static List<ValueId> garbage(RunDriver run, int task, Work... waiting) {
        run.pass(Duration.ofSeconds(6));
        for (Work work : waiting) {
            assertThat(run.lost(work)).isEmpty();
        }
        List<ValueId> garbage = run.reaped().garbage();
        assertThat(garbage).extracting(ValueId::task).containsExactly(task);
        return garbage;
    }

    @Test
    void digestOfACollectedOutputIsStillKnown() {
        DagSketch sketch = new DagSketch();
        int first = sketch.task();
        sketch.task(sketch.task(first), sketch.task(first));
        int aside = sketch.task();
        RunDriver run = run(sketch.build());
        List<Grant> roots = run.submitted();
        List<Grant> middle = spread(run, roots.get(0), 5);
        spread(run, middle.get(0), 6);
        Work reader = run.started("w2", spread(run, middle.get(1), 6).getFirst());
        collect(run, 0, run.started("w3", onlyGrantOf(aside, roots)), reader);
        Work again = run.started("w3", run.invalidated(reader, 1).grants().getFirst());
        Grant root = run.invalidated(again, 0).grants().getFirst();
        Work diverging = run.started("w4", root);
        the(CommitAnswer.Over.class, run.commit(run.commitOf(diverging).spread(50).build()));
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(ErrorCode.DIVERGED);
    }

    @Test
    void inputOfATaskThatIsMadeAgainIsNotTrashAnyMore() {
        RunDriver run = run(DagShapes.chain(3));
        Grant middle = spread(run, run.submitted().getFirst(), 0).getFirst();
        Grant last = spread(run, middle, 0).getFirst();
        ValueId input = new ValueId(0, result(run, 0).execution(), true);
        assertThat(run.state().trash()).containsExactly(input);
        Grant again = run.invalidated(run.started("w2", last), 1).grants().getFirst();
        assertThat(run.state().trash()).doesNotContain(input);
        assertThat(run.state().consumed().isEmpty()).isTrue();
        run.pass(Duration.ofMinutes(1));
        assertThat(run.reaped().garbage()).doesNotContain(input);
        spread(run, again, 0);
        assertThat(run.state().trash()).contains(input);
        run.pass(Duration.ofSeconds(4));
        assertThat(run.reaped().garbage())
                .as("what was freed less than the loss window ago")
                .doesNotContain(input);
        run.pass(Duration.ofSeconds(2));
        assertThat(run.reaped().garbage()).contains(input);
    }

    @Test
    void lateNewsThatAnInputWasDeletedDoNotGiveUpWhatIsNeededAgain() {
        DagSketch sketch = new DagSketch();
        sketch.task(sketch.task(sketch.task()));
        int other = sketch.task();
        RunDriver run = run(sketch.build());
        List<Grant> roots = run.submitted();
        Grant middle = spread(run, roots.get(0), 0).getFirst();
        Work reader = run.started("w2", spread(run, middle, 0).getFirst());
        Work aside = run.started("w3", onlyGrantOf(other, roots));
        List<ValueId> garbage = garbage(run, 0, aside, reader);
        Work again = run.started("w3", run.invalidated(reader, 1).grants().getFirst());
        run.committed(run.commitOf(aside).deleted(garbage));
        assertThat(result(run, 0).output()).isInstanceOf(Output.Spread.class);
        List<Grant> root = run.invalidated(again, 0).grants();
        assertThat(root).extracting(Grant::task).containsExactly(0);
        run.finish(root);
    }

    @Test
    void outputThatIsMadeAgainForNobodyIsKeptForTheLossWindow() {
        DagSketch sketch = new DagSketch();
        sketch.task(sketch.task(sketch.task()));
        int aside = sketch.task();
        RunDriver run = run(sketch.build());
        List<Grant> roots = run.submitted();
        Grant middle = spread(run, roots.get(0), 0).getFirst();
        Work waiting = run.started("w2", spread(run, middle, 0).getFirst());
        Work reader = run.started("w3", onlyGrantOf(aside, roots));
        run.pass(Duration.ofSeconds(4));
        Work again = run.started("w4", run.invalidated(reader, 0).grants().getFirst());
        assertThat(run.committed(run.commitOf(again).spread(0)).grants()).isEmpty();
        ValueId made = new ValueId(0, again.execution(), true);
        assertThat(run.state().trash()).contains(made);
        run.pass(Duration.ofSeconds(4));
        assertThat(run.lost(waiting)).isEmpty();
        assertThat(run.reaped().garbage()).doesNotContain(made);
        run.pass(Duration.ofSeconds(2));
        assertThat(run.reaped().garbage()).contains(made);
    }

    @Test
    void lostValueIsTrashInCaseItIsOnlyOutOfSight() {
        RunDriver run = run(DagShapes.chain(2));
        Grant child = spread(run, run.submitted().getFirst(), 0).getFirst();
        ValueId lost = new ValueId(0, result(run, 0).execution(), true);
        run.invalidated(run.started("w2", child), 0);
        assertThat(run.state().trash()).contains(lost);
    }

    @Test
    void taskInsideOfASegmentIsMadeAgainWithThoseBeforeIt() {
        RunDriver run = run(DagShapes.chain(4));
        Work segment = run.started("w1", run.submitted().getFirst());
        Grant third = run.committed(run.commitOf(segment).then(1)).grants().getFirst();
        Work reader = run.started("w2", third);
        Grant inner = run.invalidated(reader, 1).grants().getFirst();
        assertThat(inner.task()).isEqualTo(1);
        Work again = run.started("w3", inner);
        assertThat(result(run, 0).output()).isEqualTo(Output.None.INSTANCE);
        List<Grant> first = run.invalidated(again, 0).grants();
        assertThat(first).extracting(Grant::task).containsExactly(0);
        run.finish(first);
    }

    @Test
    void segmentThatIsRepeatedDoesNotBringALostOutputBack() {
        RunDriver run = run(DagShapes.chain(4));
        Work segment = run.started("w1", run.submitted().getFirst());
        Commit winner = run.commitOf(segment).then(1).build();
        Grant third = the(CommitAnswer.Committed.class, run.commit(winner)).grants().getFirst();
        Grant inner = run.invalidated(run.started("w2", third), 1).grants().getFirst();
        CommitAnswer.Committed again = the(CommitAnswer.Committed.class, run.commit(winner));
        assertThat(again.again()).isTrue();
        assertThat(again.grants()).isEmpty();
        assertThat(run.result(1)).isNull();
        assertThat(run.state().index()).containsOnlyKeys(1);
        run.finish(List.of(inner));
    }

    @Test
    void taskWaitsForAnInputThatIsMadeAgainToo() {
        // 0 → 1, 2; 1 → 3; 2, 3 → 4
        DagSketch sketch = new DagSketch();
        int root = sketch.task();
        int left = sketch.task(root);
        int right = sketch.task(root);
        sketch.task(right, sketch.task(left));
        RunDriver run = run(sketch.build());
        List<Grant> children = spread(run, run.submitted().getFirst(), 7);
        Grant third = spread(run, children.get(0), 8).getFirst();
        Grant again = run.invalidated(run.started("w2", children.get(1)), 0).grants().getFirst();
        Invalidated waits = run.invalidated(run.started("w3", third), 1);
        assertThat(waits.grants()).isEmpty();
        assertThat(waits.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.state().index()).containsOnlyKeys(0);
        List<Grant> ready = spread(run, again, 7);
        assertThat(ready).extracting(Grant::task).containsExactly(1, 2);
        run.finish(ready);
    }

    @Test
    void outputThatIsLostTooOftenEndsTheRunAsDataLoss() {
        RunDriver run = run(DagShapes.chain(2));
        Grant child = spread(run, run.submitted().getFirst(), 0).getFirst();
        for (int i = 0; i < Invalidate.MOST_PER_TASK; i++) {
            Grant again = run.invalidated(run.started("w2", child), 0).grants().getFirst();
            child = spread(run, again, 0).getFirst();
        }
        Invalidated last = run.invalidated(run.started("w2", child), 0);
        assertThat(last.status()).isEqualTo(RunStatus.FAILED);
        assertThat(last.grants()).isEmpty();
        assertThat(run.record().errors())
                .extracting(TaskError::code)
                .containsExactly(ErrorCode.DATA_LOSS);
        TaskError error = run.record().errors().getFirst();
        assertThat(error.task()).isZero();
        assertThat(error.last()).isTrue();
    }

    @Test
    void afterAResumptionLossesAreCountedAnew() {
        RunDriver run = run(DagShapes.chain(2));
        Grant child = spread(run, run.submitted().getFirst(), 0).getFirst();
        for (int i = 0; i < Invalidate.MOST_PER_TASK; i++) {
            Grant again = run.invalidated(run.started("w2", child), 0).grants().getFirst();
            child = spread(run, again, 0).getFirst();
        }
        run.invalidated(run.started("w2", child), 0);
        List<Grant> resumed = run.resumed().grants();
        assertThat(resumed).extracting(Grant::task).containsExactly(1);
        Work reader = run.started("w3", resumed.getFirst());
        run.finish(run.invalidated(reader, 0).grants());
    }

    @Test
    void openTaskIsNotPublishedAnyFurther() {
        RunDriver run = run(DagShapes.fan(4));
        Work root = run.started("w1", run.submitted().getFirst());
        Commit first = run.commitOf(root).spread().chunk(0, 0, 2, false).build();
        Commit rest = run.commitOf(root).spread().chunk(1, 2, 4, true).build();
        Grant child = the(CommitAnswer.Committed.class, run.commit(first)).grants().getFirst();
        Grant again = run.invalidated(run.started("w2", child), 0).grants().getFirst();
        the(CommitAnswer.Refused.class, run.commit(rest));
        assertThat(run.state().index()).containsOnlyKeys(0);
        List<Grant> ready = spread(run, again, 0);
        assertThat(ready).extracting(Grant::task).containsExactly(1, 2, 3, 4);
        run.finish(ready);
    }

    @Test
    void openSegmentEndsWithoutItsLastTask() {
        DagSketch sketch = new DagSketch();
        int second = sketch.task(sketch.task());
        for (int i = 0; i < 4; i++) {
            sketch.task(second);
        }
        RunDriver run = run(sketch.build());
        Work segment = run.started("w1", run.submitted().getFirst());
        CommitSketch commit = run.commitOf(segment).then(1).spread();
        Commit first = commit.chunk(0, 0, 2, false).build();
        Commit rest = commit.chunk(1, 2, 4, true).build();
        Grant child = the(CommitAnswer.Committed.class, run.commit(first)).grants().getFirst();
        Grant again = run.invalidated(run.started("w2", child), 1).grants().getFirst();
        run.commit(rest);
        assertThat(run.result(1)).isNull();
        assertThat(run.state().index()).containsOnlyKeys(1);
        Work inner = run.started("w3", again);
        run.finish(run.invalidated(inner, 0).grants());
    }

    @Test
    void segmentThatWasClaimedEarlierIsRefusedWithTheReaderInsideAndAcceptedWithout() {
        DagSketch sketch = new DagSketch();
        int first = sketch.task();
        int lost = sketch.task();
        sketch.task(first, lost);
        RunDriver run = run(sketch.build());
        List<Grant> roots = run.submitted();
        spread(run, roots.get(1), 0);
        Work segment = run.started("w1", roots.get(0));
        clock.advance(Duration.ofMillis(1));
        Grant again = run.invalidated(segment, lost).grants().getFirst();
        CommitAnswer answer = run.commit(run.commitOf(segment).then(2).build());
        assertThat(the(CommitAnswer.Refused.class, answer).reason())
                .isEqualTo(Superseded.STALE_INPUT);
        assertThat(run.committed(segment).grants()).isEmpty();
        run.finish(List.of(again));
    }

    @Test
    void childThatIsHeldForAnotherInputIsWithdrawn() {
        DagSketch sketch = new DagSketch();
        int lost = sketch.task();
        int held = sketch.task();
        sketch.task(lost, held);
        sketch.task(lost);
        RunDriver run = run(sketch.build());
        List<Grant> roots = run.submitted();
        Grant other = spread(run, roots.get(0), 0).getFirst();
        Work holder = run.started("w1", roots.get(1));
        Work child = run.kept("w1", run.held(holder).grants().getFirst());
        Grant again = run.invalidated(run.started("w2", other), lost).grants().getFirst();
        assertThat(run.lost(child)).containsExactly(child.claim());
        assertThat(run.state().index()).containsOnlyKeys(lost, held);
        run.committed(run.commitOf(holder));
        Commit late = run.commitOf(child).used(held, holder.execution(), 9).build();
        the(CommitAnswer.Refused.class, run.commit(late));
        run.finish(List.of(again));
    }

    @Test
    void childThatWaitsForItsNextAttemptWaitsForItsInputToo() {
        RunDriver run = run(DagShapes.diamond());
        List<Grant> children = spread(run, run.submitted().getFirst(), 0);
        Work failing = run.started("w1", children.get(0));
        run.failed(failing, Optional.of(Duration.ofSeconds(30)));
        Grant again = run.invalidated(run.started("w2", children.get(1)), 0).grants().getFirst();
        assertThat(run.state().index()).containsOnlyKeys(0);
        List<Grant> ready = spread(run, again, 0);
        assertThat(ready).extracting(Grant::task).containsExactly(2);
        run.pass(Duration.ofSeconds(31));
        List<Grant> due = run.reaped().reissued();
        Grant retried = due.stream().filter(grant -> grant.task() == 1).findFirst().orElseThrow();
        assertThat(retried.failures()).isEqualTo(1);
        run.finish(due);
    }

    @Test
    void taskWithOutsideEffectsIsFencedWhenItIsMadeAgain() {
        RunDriver run = run(DagShapes.chainWithOutsideEffects());
        Grant fenced = run.done("w1", run.submitted().getFirst()).getFirst();
        Work reader = run.started("w2", spread(run, fenced, 0).getFirst());
        Work lost = run.started("w3", run.invalidated(reader, 1).grants().getFirst());
        run.passALease();
        Grant next = run.reaped().reissued().getFirst();
        CommitAnswer late = run.commit(run.commitOf(lost).build());
        assertThat(the(CommitAnswer.Refused.class, late).reason()).isEqualTo(Superseded.FENCED);
        run.finish(List.of(next));
    }

    @Test
    void outputThatIsMadeAgainOutlivesACancellation() {
        RunDriver run = run(DagShapes.chain(2));
        Grant child = spread(run, run.submitted().getFirst(), 0).getFirst();
        run.invalidated(run.started("w2", child), 0);
        run.cancel();
        List<Grant> grants = run.resumed().grants();
        assertThat(grants).extracting(Grant::task).containsExactly(0);
        run.finish(grants);
    }

    @Test
    void nothingIsInvalidatedInARunThatHasEndedOrDoesNotExist() {
        RunDriver run = run(DagShapes.diamond());
        Work root = run.started("w1", run.submitted().getFirst());
        Work reader = run.started("w2", run.committed(root).grants().getFirst());
        Invalidate invalidate = run.invalidationOf(reader, 0, root.execution());
        run.cancel();
        assertThat(the(InvalidateAnswer.Over.class, run.invalidate(invalidate)).reason())
                .isEqualTo(RunOver.OVER);
        assertThat(run.result(0)).isNotNull();
        run.resumed();
        assertThat(the(InvalidateAnswer.Over.class, run.invalidate(invalidate)).reason())
                .as("in an earlier epoch")
                .isEqualTo(RunOver.OVER);
        RunDriver none = run(DagShapes.chain(2));
        Work unknown = none.kept("w1", new Grant(1, 1, ClaimMode.INVOKE, false, 0, 0));
        InvalidateAnswer answer = none.invalidate(none.invalidationOf(unknown, 0, 1));
        assertThat(the(InvalidateAnswer.Over.class, answer).reason()).isEqualTo(RunOver.GONE);
    }

    @Test
    void taskThatTheRunDoesNotHaveIsRefused() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Work reader = run.started("w2", run.committed(root).grants().getFirst());
        Invalidate sound = run.invalidationOf(reader, 0, root.execution());
        Invalidate broken =
                new Invalidate(
                        sound.run(),
                        sound.epoch(),
                        sound.worker(),
                        sound.claim(),
                        99,
                        sound.execution(),
                        sound.edges(),
                        sound.inputs(),
                        sound.fenced());
        RunSnapshot before = run.state();
        assertThatThrownBy(() -> store.invalidate(broken))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void eventsTellThatAnOutputWasLost() {
        RunDriver run = run(DagShapes.chain(2));
        Grant child = spread(run, run.submitted().getFirst(), 0).getFirst();
        Grant again = run.invalidated(run.started("w2", child), 0).grants().getFirst();
        RunEvent last = store.events(run.key(), 1, 100, Duration.ZERO).getLast();
        assertThat(last.kind()).isEqualTo(RunEvent.Kind.INVALIDATED);
        assertThat(last.task()).isZero();
        assertThat(last.k()).isEqualTo(again.k());
    }
}
