package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.TaskResult;
import dev.weft.model.WorkerId;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// START: who may execute a claim that somebody was invoked for.
abstract class StartCases extends StoreCases {
    StartCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    @Test
    void adoptedClaimHasALeaseFromThenOn() {
        RunDriver run = run(DagShapes.single());
        Grant root = run.submitted().getFirst();
        clock.advance(Duration.ofSeconds(1));
        Work work = run.started("w1", root);
        RunSnapshot.ClaimState claim = run.claimState(0);
        assertThat(claim.owner()).isEqualTo("w1");
        assertThat(claim.started()).isTrue();
        assertThat(claim.k()).isEqualTo(work.claim().k());
        assertThat(run.state().index()).containsEntry(0, clock.micros() + 10_000_000);
    }

    @Test
    void startThatIsRepeatedIsAdoptedAgain() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        RunSnapshot before = run.state();
        the(Verdict.Adopted.class, run.verdict(run.start(run.startOf(work))));
        assertThat(run.state().claims()).isEqualTo(before.claims());
    }

    @Test
    void secondWorkerHearsThatTheClaimIsTaken() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        StartAnswer answer = run.start("w2", work.claim());
        Verdict.Refused refused = the(Verdict.Refused.class, run.verdict(answer));
        assertThat(refused.reason()).isEqualTo(Superseded.TAKEN);
        assertThat(run.claimState(0).owner()).isEqualTo("w1");
    }

    @Test
    void claimThatWasNeverIssuedIsUnknown() {
        RunDriver run = run(DagShapes.chain(2));
        Grant root = run.submitted().getFirst();
        for (Claim claim : List.of(new Claim(0, root.k() + 1), new Claim(1, root.k()))) {
            Verdict verdict = run.verdict(run.start("w1", claim));
            assertThat(the(Verdict.Refused.class, verdict).reason()).isEqualTo(Superseded.UNKNOWN);
        }
    }

    @Test
    void claimOfACommittedTaskIsADuplicate() {
        RunDriver run = run(DagShapes.chain(2));
        Grant root = run.submitted().getFirst();
        run.done("w1", root);
        Verdict verdict = run.verdict(run.start("w2", root.claim()));
        assertThat(the(Verdict.Refused.class, verdict).reason()).isEqualTo(Superseded.DUPLICATE);
    }

    @Test
    void claimThatWasIssuedAnewIsOfNoUseAnyMore() {
        RunDriver run = run(DagShapes.single());
        Work lost = run.started("w1", run.submitted().getFirst());
        run.passALease();
        assertThat(run.reaped().reissued()).hasSize(1);
        the(Verdict.Refused.class, run.verdict(run.start("w2", lost.claim())));
    }

    @Test
    void batchHasOneVerdictAClaimInItsOrder() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> roots = run.submitted();
        run.started("w2", roots.get(1));
        List<Start.Adoption> batch =
                roots.stream().map(g -> new Start.Adoption(g.claim(), run.execution())).toList();
        Start start = new Start(run.key(), 1, new WorkerId("w1"), batch, new int[0]);
        List<Verdict> verdicts = the(StartAnswer.Started.class, run.start(start)).verdicts();
        assertThat(verdicts).hasSize(3);
        assertThat(the(Verdict.Adopted.class, verdicts.get(0)).grant().task()).isZero();
        assertThat(the(Verdict.Refused.class, verdicts.get(1)).claim())
                .isEqualTo(roots.get(1).claim());
        assertThat(the(Verdict.Adopted.class, verdicts.get(2)).grant().task()).isEqualTo(2);
    }

    @Test
    void answerCarriesTheInputsThatWereAskedFor() {
        RunDriver run = run(DagShapes.fanIn(3));
        List<Grant> roots = run.submitted();
        Work first = run.started("w1", roots.getFirst());
        run.committed(first);
        Start start =
                new Start(
                        run.key(),
                        1,
                        new WorkerId("w2"),
                        List.of(new Start.Adoption(roots.get(1).claim(), run.execution())),
                        new int[] {2, 0});
        List<TaskResult> inputs = the(StartAnswer.Started.class, run.start(start)).inputs();
        assertThat(inputs).hasSize(2);
        assertThat(inputs.get(0)).isNull();
        assertThat(inputs.get(1).execution()).isEqualTo(first.execution());
        assertThat(inputs.get(1)).isEqualTo(run.result(0));
    }

    @Test
    void nothingStartsInARunThatHasEnded() {
        RunDriver run = run(DagShapes.single());
        Grant root = run.submitted().getFirst();
        run.cancel();
        StartAnswer answer = run.start("w1", root.claim());
        assertThat(the(StartAnswer.Over.class, answer).reason()).isEqualTo(RunOver.OVER);
    }

    @Test
    void nothingStartsInARunThatDoesNotExist() {
        RunDriver run = run(DagShapes.single());
        StartAnswer answer = run.start("w1", new Claim(0, 1));
        assertThat(the(StartAnswer.Over.class, answer).reason()).isEqualTo(RunOver.GONE);
        assertThat(store.find(run.key().id())).isEmpty();
    }

    @Test
    void invocationOfAnEarlierEpochStartsNothing() {
        RunDriver run = run(DagShapes.single());
        run.submitted();
        run.cancel();
        Grant again = run.resumed().grants().getFirst();
        Work old = new Work(new WorkerId("w1"), again.claim(), 1, run.execution());
        assertThat(the(StartAnswer.Over.class, run.start(run.startOf(old))).reason())
                .isEqualTo(RunOver.OVER);
        run.started("w1", again);
    }
}
