package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Superseded;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Schedules A1 (the winner lost its answer) and A4 (two executions under one claim).
abstract class AgainCases extends StoreCases {
    AgainCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void winnerThatLostItsAnswerHearsItAgainEvenIfTheRunIsDone() {
        RunDriver run = run(DagShapes.single());
        Commit commit = run.commitOf(run.started("w1", run.submitted().getFirst())).build();
        run.commit(commit);
        Committed again = the(Committed.class, run.commit(commit));
        assertThat(again.again()).isTrue();
        assertThat(again.grants()).isEmpty();
        assertThat(again.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.record().result()).isNotNull();
    }

    @Test
    void winnerThatLostItsAnswerHearsItAgainEvenIfTheRunHasFailed() {
        RunDriver run = run(DagShapes.fanIn(2));
        List<Grant> roots = run.submitted();
        Commit commit = run.commitOf(run.started("w1", roots.getFirst())).spread().build();
        run.commit(commit);
        run.failed(run.started("w2", roots.get(1)), Optional.empty());
        Committed again = the(Committed.class, run.commit(commit));
        assertThat(again.again()).isTrue();
        assertThat(again.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.state().trash()).isEmpty();
    }

    @Test
    void winnerThatLostItsAnswerHearsItAgainEvenIfTheRunWasCancelled() {
        RunDriver run = run(DagShapes.chain(2));
        Commit commit = run.commitOf(run.started("w1", run.submitted().getFirst())).build();
        run.commit(commit);
        run.cancel();
        Committed again = the(Committed.class, run.commit(commit));
        assertThat(again.again()).isTrue();
        assertThat(again.grants()).isEmpty();
    }

    @Test
    void winnerThatLostItsAnswerHearsItAgainInALaterEpoch() {
        RunDriver run = run(DagShapes.chain(2));
        Commit commit = run.commitOf(run.started("w1", run.submitted().getFirst())).build();
        run.commit(commit);
        run.cancel();
        run.resumed();
        assertThat(the(Committed.class, run.commit(commit)).again()).isTrue();
    }

    @Test
    void loserIsToldTheWinnerEvenIfTheRunHasEnded() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        run.committed(work);
        run.cancel();
        CommitAnswer answer = run.commit(run.commitOf(work.as(run.execution())).build());
        CommitAnswer.Refused refused = the(CommitAnswer.Refused.class, answer);
        assertThat(refused.reason()).isEqualTo(Superseded.DUPLICATE);
        assertThat(refused.winner().getFirst().execution()).isEqualTo(work.execution());
    }

    @Test
    void otherExecutionOfTheSinkDoesNotReplaceTheResult() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.committed(work);
        CommitAnswer answer = run.commit(run.commitOf(work.as(run.execution())).build());
        assertThat(answer).isInstanceOfAny(CommitAnswer.Refused.class, CommitAnswer.Over.class);
        assertThat(run.record().result())
                .satisfies(r -> assertThat(r.execution()).isEqualTo(work.execution()));
    }

    @Test
    void duplicateDeliveryToOneWorkerIsNotASecondExecution() {
        RunDriver run = run(DagShapes.single());
        Work first = run.started("w1", run.submitted().getFirst());
        Work second = new Work(new WorkerId("w1"), first.claim(), 1, run.execution());
        Verdict verdict = run.verdict(run.start(run.startOf(second)));
        assertThat(the(Verdict.Refused.class, verdict).reason()).isEqualTo(Superseded.TAKEN);
        the(Verdict.Adopted.class, run.verdict(run.start(run.startOf(first))));
    }

    @Test
    void secondTryOfAWorkerThatTimedOutIsNotMistakenForItsFirst() {
        RunDriver run = run(DagShapes.fan(2));
        Work first = run.started("w1", run.submitted().getFirst());
        Work second = first.as(run.execution());
        List<Grant> grants = run.committed(second).grants();
        assertThat(grants).hasSize(2);
        CommitAnswer late = run.commit(run.commitOf(first).build());
        assertThat(the(CommitAnswer.Refused.class, late).reason()).isEqualTo(Superseded.DUPLICATE);
        assertThat(run.result(0))
                .satisfies(r -> assertThat(r.execution()).isEqualTo(second.execution()));
    }

    @Test
    void sameClaimByAnotherExecutionIsADuplicateAndNotAgain() {
        RunDriver run = run(DagShapes.fan(2));
        Work first = run.started("w1", run.submitted().getFirst());
        run.committed(run.commitOf(first).keep(2));
        CommitAnswer answer = run.commit(run.commitOf(first.as(run.execution())).keep(2).build());
        the(CommitAnswer.Refused.class, answer);
    }

    @Test
    void claimOfALostHistoryIsUnknown() {
        RunDriver run = run(DagShapes.chainWithOutsideEffects());
        Grant root = run.submitted().getFirst();
        long kOfALostHistory = root.k() + 1;
        Grant middle = run.done("w1", root).getFirst();
        Work work = run.started("w1", middle);
        CommitAnswer answer =
                run.commit(
                        run.commitOf(work)
                                .claim(
                                        new dev.weft.model.Claim(
                                                1, Math.min(kOfALostHistory, middle.k() - 1)))
                                .build());
        assertThat(the(CommitAnswer.Refused.class, answer).reason()).isEqualTo(Superseded.UNKNOWN);
    }

    @Test
    void nothingOfAnEarlierIncarnationReachesTheRun() {
        RunDriver run = run(DagShapes.single());
        Grant root = run.submitted().getFirst();
        RunDriver other =
                new RunDriver(
                        store,
                        clock,
                        run.dag(),
                        run.limits(),
                        RunDriver.key(run.key().id().value(), run.key().incarnation() + 1));
        Work zombie = other.kept("w0", root);
        assertThat(
                        the(CommitAnswer.Over.class, other.commit(other.commitOf(zombie).build()))
                                .reason())
                .isEqualTo(RunOver.GONE);
        assertThat(run.record().settled()).isZero();
        assertThat(store.await(other.key(), java.time.Duration.ZERO)).isEmpty();
    }
}
