package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A fan-in of many roots, each committed by two threads at a time.
final class ManyThreadsTest {
    private static final int ROOTS = 2_000;
    private static final RunKey RUN = new RunKey(new RunId("fan-in"), 1);

    private final InMemoryRunStore store = new InMemoryRunStore();

    @Test
    void ofTwoThreadsThatCommitEachTaskOneWinsAndTheLastChildIsGrantedOnce() throws Exception {
        int[] roots = IntStream.range(0, ROOTS).toArray();
        Submit submit =
                new Submit(
                        RUN,
                        "shape",
                        "content",
                        ROOTS + 1,
                        ROOTS,
                        ROOTS,
                        roots,
                        new BitSet(),
                        RunLimits.standard(),
                        RunCode.HERE,
                        "a test");
        List<Grant> claims = ((SubmitAnswer.Created) store.submit(submit)).roots();
        CompletableFuture<RunRecord> end =
                CompletableFuture.supplyAsync(
                        () -> store.await(RUN, Duration.ofMinutes(1)).orElseThrow());
        List<CommitAnswer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<CommitAnswer>>> both = new ArrayList<>();
            for (int thread = 1; thread <= 2; thread++) {
                long execution = thread;
                both.add(threads.submit(() -> commitAll(claims, execution)));
            }
            for (Future<List<CommitAnswer>> one : both) {
                answers.addAll(one.get());
            }
        }
        assertThat(answers).filteredOn(CommitAnswer.Committed.class::isInstance).hasSize(ROOTS);
        assertThat(answers).filteredOn(CommitAnswer.Refused.class::isInstance).hasSize(ROOTS);
        List<Grant> sink = new ArrayList<>();
        for (CommitAnswer answer : answers) {
            if (answer instanceof CommitAnswer.Committed committed) {
                sink.addAll(committed.grants());
            }
        }
        assertThat(sink).hasSize(1);
        commit(sink.getFirst().claim(), 3, OutgoingEdges.NONE);
        assertThat(end.get().status()).isEqualTo(RunStatus.DONE);
        assertThat(end.get().settled()).isEqualTo(ROOTS + 1);
    }

    private List<CommitAnswer> commitAll(List<Grant> claims, long execution) {
        List<CommitAnswer> answers = new ArrayList<>();
        for (Grant grant : claims) {
            OutgoingEdges toSink =
                    new OutgoingEdges(
                            new int[] {grant.task()},
                            new int[] {ROOTS},
                            new int[] {ROOTS},
                            new BitSet(0));
            answers.add(commit(grant.claim(), execution, toSink));
        }
        return answers;
    }

    private CommitAnswer commit(Claim claim, long execution, OutgoingEdges edges) {
        SegmentTask task =
                new SegmentTask(
                        claim.task(),
                        execution,
                        Outcome.COMMITTED,
                        Output.None.INSTANCE,
                        edges,
                        Inputs.NONE);
        WorkerId worker = new WorkerId("w" + execution);
        return store.commit(
                new Commit(RUN, 1, worker, claim, List.of(task), 0, true, 1, List.of(), List.of()));
    }
}
