package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.CommitAnswer.Missing;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Superseded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// COMMIT: its checks one by one, and in their order.
abstract class CommitCases extends StoreCases {
    CommitCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static Superseded refused(CommitAnswer answer) {
        return the(CommitAnswer.Refused.class, answer).reason();
    }

    private static RunOver over(CommitAnswer answer) {
        return the(CommitAnswer.Over.class, answer).reason();
    }

    @Test
    void committedTaskHasTheOutcomeAndOutputOfItsWinner() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        Committed answer = run.committed(work);
        assertThat(answer.status()).isEqualTo(RunStatus.RUNNING);
        TaskResult result = Objects.requireNonNull(run.result(0));
        assertThat(result.outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(result.claim()).isEqualTo(work.claim());
        assertThat(result.execution()).isEqualTo(work.execution());
        assertThat(result.open()).isFalse();
        assertThat(valueIn(result)).isEqualTo("0 by " + work.execution());
        assertThat(run.state().index()).doesNotContainKey(0);
        assertThat(run.record().settled()).isEqualTo(1);
    }

    static String valueIn(TaskResult result) {
        return switch (the(Output.Inline.class, result.output()).payload()) {
            case Payload.Encoded(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Payload.Shared(Object value) -> String.valueOf(value);
            case Payload.Owned owned -> new String(owned.bytes(), StandardCharsets.UTF_8);
        };
    }

    @Test
    void sinkEndsTheRunAndItsResultIsKept() {
        RunDriver run = run(DagShapes.chain(2));
        Grant sink = run.done("w1", run.submitted().getFirst()).getFirst();
        Work work = run.started("w2", sink);
        Committed answer = run.committed(work);
        assertThat(answer.status()).isEqualTo(RunStatus.DONE);
        assertThat(answer.grants()).isEmpty();
        assertThat(answer.nextDeadlineMicros()).isEqualTo(Long.MAX_VALUE);
        assertThat(run.record().endedMicros()).isEqualTo(clock.micros());
        assertThat(run.record().settled()).isEqualTo(2);
        TaskResult result = Objects.requireNonNull(run.record().result());
        assertThat(result.execution()).isEqualTo(work.execution());
        assertThat(valueIn(result)).isEqualTo("1 by " + work.execution());
        assertThat(run.result(1)).isEqualTo(result);
    }

    @Test
    void withoutARunEveryCommitIsGoneAndCreatesNothing() {
        RunDriver run = run(DagShapes.single());
        Work work = run.kept("w1", new Grant(0, 5, dev.weft.model.ClaimMode.INVOKE, false, 0, 0));
        assertThat(over(run.commit(run.commitOf(work).build()))).isEqualTo(RunOver.GONE);
        assertThat(store.inspect(run.key())).isEmpty();
        assertThat(store.find(run.key().id())).isEmpty();
        assertThat(store.activeRuns()).isEmpty();
    }

    @Test
    void repeatedCommitHearsTheSameGrantsAgain() {
        RunDriver run = run(DagShapes.fan(3));
        Work work = run.started("w1", run.submitted().getFirst());
        Commit commit = run.commitOf(work).keep(1).build();
        Committed first = the(Committed.class, run.commit(commit));
        RunSnapshot before = run.state();
        Committed second = the(Committed.class, run.commit(commit));
        assertThat(second.again()).isTrue();
        assertThat(second.grants()).isEqualTo(first.grants()).hasSize(3);
        assertThat(run.state().index()).isEqualTo(before.index());
        assertThat(run.state().claims()).isEqualTo(before.claims());
        assertThat(run.record().settled()).isEqualTo(1);
    }

    @Test
    void repeatedCommitDoesNotHearOfChildrenThatWereSettledOrIssuedAnewMeanwhile() {
        RunDriver run = run(DagShapes.fan(3));
        Commit commit = run.commitOf(run.started("w1", run.submitted().getFirst())).build();
        List<Grant> grants = the(Committed.class, run.commit(commit)).grants();
        run.done("w2", grants.get(0));
        run.started("w3", grants.get(1));
        Work alive = run.started("w4", grants.get(2));
        run.pass(run.limits().lease().dividedBy(2));
        assertThat(run.lost(alive)).isEmpty();
        run.pass(run.limits().lease().dividedBy(2).plusMillis(1));
        assertThat(run.reaped().reissued()).extracting(Grant::task).containsExactly(2);
        assertThat(the(Committed.class, run.commit(commit)).grants())
                .extracting(Grant::task)
                .containsExactly(3);
    }

    @Test
    void otherExecutionOfACommittedTaskIsADuplicateAndHearsTheWinner() {
        RunDriver run = run(DagShapes.chain(2));
        Work winner = run.started("w1", run.submitted().getFirst());
        run.committed(winner);
        Work loser = winner.as(run.execution());
        CommitAnswer answer = run.commit(run.commitOf(loser).build());
        CommitAnswer.Refused refused = the(CommitAnswer.Refused.class, answer);
        assertThat(refused.reason()).isEqualTo(Superseded.DUPLICATE);
        assertThat(refused.winner()).containsExactly(run.result(0));
        assertThat(refused.winner().getFirst().execution()).isEqualTo(winner.execution());
    }

    @Test
    void lateAttemptOfAnOrdinaryTaskCommitsIfItIsTheFirst() {
        RunDriver run = run(DagShapes.chain(2));
        Work late = run.started("w1", run.submitted().getFirst());
        run.passALease();
        Grant reissued = run.reaped().reissued().getFirst();
        Work current = run.started("w2", reissued);
        assertThat(run.committed(late).grants()).extracting(Grant::task).containsExactly(1);
        assertThat(refused(run.commit(run.commitOf(current).build())))
                .isEqualTo(Superseded.DUPLICATE);
    }

    @Test
    void lostAttemptOfATaskWithOutsideEffectsIsFenced() {
        RunDriver run = run(DagShapes.chainWithOutsideEffects());
        Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
        Work late = run.started("w1", middle);
        run.passALease();
        Work current = run.started("w2", run.reaped().reissued().getFirst());
        assertThat(refused(run.commit(run.commitOf(late).build()))).isEqualTo(Superseded.FENCED);
        assertThat(run.result(1)).isNull();
        run.committed(current);
        assertThat(refused(run.commit(run.commitOf(late).build()))).isEqualTo(Superseded.DUPLICATE);
    }

    @Test
    void lostAttemptOfARootWithOutsideEffectsIsFenced() {
        DagSketch sketch = new DagSketch();
        sketch.task(sketch.task(), sketch.fenced());
        RunDriver run = run(sketch.build());
        Work late = run.started("w1", run.submitted().get(1));
        run.passALease();
        assertThat(run.reaped().reissued()).hasSize(2);
        assertThat(refused(run.commit(run.commitOf(late).build()))).isEqualTo(Superseded.FENCED);
    }

    @Test
    void claimThatWasNeverIssuedIsUnknown() {
        RunDriver run = run(DagShapes.chain(2));
        Grant root = run.submitted().getFirst();
        Work work = run.started("w1", root);
        Commit fromTheFuture = run.commitOf(work).claim(new Claim(0, root.k() + 1)).build();
        assertThat(refused(run.commit(fromTheFuture))).isEqualTo(Superseded.UNKNOWN);
        Commit beforeTheFirst = run.commitOf(work).claim(new Claim(0, root.k() - 1)).build();
        assertThat(refused(run.commit(beforeTheFirst))).isEqualTo(Superseded.UNKNOWN);
        Work notReady = run.kept("w1", new Grant(1, root.k(), root.mode(), false, 0, 0));
        assertThat(refused(run.commit(run.commitOf(notReady).build())))
                .isEqualTo(Superseded.UNKNOWN);
        assertThat(run.record().settled()).isZero();
    }

    @Test
    void endOfTheRunIsToldBeforeTheFenceIs() {
        RunDriver run = run(DagShapes.chainWithOutsideEffects());
        Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
        Work late = run.started("w1", middle);
        run.passALease();
        Work current = run.started("w2", run.reaped().reissued().getFirst());
        Grant sink = run.committed(current).grants().getFirst();
        run.done("w2", sink);
        assertThat(over(run.commit(run.commitOf(late).build()))).isEqualTo(RunOver.OVER);
    }

    @Test
    void inputThatWasCommittedByAnotherExecutionIsStale() {
        RunDriver run = run(DagShapes.fan(2));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> children = run.committed(root).grants();
        Work work = run.started("w2", children.getFirst());
        Commit stale = run.commitOf(work).used(0, root.execution() + 2, 5).build();
        assertThat(refused(run.commit(stale))).isEqualTo(Superseded.STALE_INPUT);
        assertThat(run.result(1)).isNull();
        assertThat(run.claimState(1).owner()).isEqualTo("w2");
        run.committed(run.commitOf(work).used(0, root.execution(), 4));
    }

    @Test
    void duplicateIsToldBeforeAStaleInputIs() {
        RunDriver run = run(DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Work child = run.started("w2", run.committed(root).grants().getFirst());
        run.committed(child);
        Commit stale =
                run.commitOf(child.as(run.execution())).used(0, root.execution() + 2, 5).build();
        assertThat(refused(run.commit(stale))).isEqualTo(Superseded.DUPLICATE);
    }

    @Test
    void outputThatWasNeverStoredIsNotCommittedBeforeItsChildren() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        RunSnapshot before = run.state();
        Commit elided = run.commitOf(root).output(new Output.Elided(9)).build();
        assertThat(the(CommitAnswer.NotReady.class, run.commit(elided)).missing())
                .isEqualTo(Missing.CHILDREN_OPEN);
        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void resultOfTheRunIsNeverElided() {
        RunDriver run = run(DagShapes.single());
        Work root = run.started("w1", run.submitted().getFirst());
        Commit elided = run.commitOf(root).output(new Output.Elided(9)).build();
        the(CommitAnswer.NotReady.class, run.commit(elided));
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        run.committed(root);
    }

    @Test
    void taskThatUsesAParentTwiceWaitsForOneEdge() {
        RunDriver run = run(DagShapes.parallelEdges());
        assertThat(run.dag().edges()).isEqualTo(1);
        Grant child = run.done("w1", run.submitted().getFirst()).getFirst();
        run.done("w1", child);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }
}
