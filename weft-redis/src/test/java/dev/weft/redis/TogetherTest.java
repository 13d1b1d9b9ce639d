package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Superseded;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Commits of many threads, which travel together.
final class TogetherTest {
    private static final int MANY = 400;

    private final RedisRunStore store = RedisRunStore.open(TestServer.address());

    @AfterEach
    void close() {
        store.close();
    }

    private List<CompletableFuture<CommitAnswer>> atOnce(List<Commit> commits) {
        List<CompletableFuture<CommitAnswer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Commit commit : commits) {
                answers.add(CompletableFuture.supplyAsync(() -> store.commit(commit), threads));
            }
        }
        return answers;
    }

    @Test
    void eachHasItsOwnAnswerAndTheLastOneMakesTheChildReady() {
        RunDriver run = RunSample.of(store, DagShapes.fanIn(MANY));
        List<Grant> roots = run.submitted();
        List<Commit> commits = new ArrayList<>();
        for (Grant root : roots) {
            commits.add(run.commitOf(run.kept("w1", root)).keep(1).build());
        }
        long before = store.roundTrips();
        List<Grant> granted = new ArrayList<>();
        for (CompletableFuture<CommitAnswer> answer : atOnce(commits)) {
            CommitAnswer.Committed committed =
                    RunDriver.the(CommitAnswer.Committed.class, answer.join());
            assertThat(committed.again()).isFalse();
            granted.addAll(committed.grants());
        }
        assertThat(store.roundTrips() - before).isLessThan(MANY / 2);
        assertThat(granted).extracting(Grant::task).containsExactly(MANY);
        assertThat(run.record().settled()).isEqualTo(MANY);
        run.committed(run.commitOf(run.kept("w1", granted.getFirst())));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void thoseThatMakeManyTasksReadyTravelInSeveralCalls() {
        int width = Commit.MAX_EDGES;
        RunDriver run = RunSample.of(store, DagShapes.layers(64, width, 1));
        List<Grant> roots = run.submitted();
        List<Commit> commits = new ArrayList<>();
        for (Grant root : roots) {
            commits.add(run.commitOf(run.kept("w1", root)).keep(width).build());
        }
        long before = store.roundTrips();
        List<Grant> granted = new ArrayList<>();
        for (CompletableFuture<CommitAnswer> answer : atOnce(commits)) {
            granted.addAll(RunDriver.the(CommitAnswer.Committed.class, answer.join()).grants());
        }
        assertThat(store.roundTrips() - before).isGreaterThanOrEqualTo(64 / 2);
        assertThat(granted).hasSize(width);
    }

    @Test
    void refusedAndImpossibleOnesDoNotDisturbTheOthers() {
        RunDriver run = RunSample.of(store, DagShapes.fanIn(MANY));
        List<Grant> roots = run.submitted();
        List<Commit> commits = new ArrayList<>();
        for (Grant root : roots) {
            Work work = run.kept("w1", root);
            commits.add(
                    switch (root.task() % 3) {
                        case 0 -> run.commitOf(work).build();
                        case 1 ->
                                run.commitOf(work)
                                        .claim(new Claim(root.task(), root.k() + 1))
                                        .build();
                        default -> run.commitOf(work).handOver(new Claim(9_999, 1)).build();
                    });
        }
        List<CompletableFuture<CommitAnswer>> answers = atOnce(commits);
        for (int task = 0; task < MANY; task++) {
            CompletableFuture<CommitAnswer> answer = answers.get(task);
            switch (task % 3) {
                case 0 -> RunDriver.the(CommitAnswer.Committed.class, answer.join());
                case 1 ->
                        assertThat(
                                        RunDriver.the(CommitAnswer.Refused.class, answer.join())
                                                .reason())
                                .isEqualTo(Superseded.UNKNOWN);
                default ->
                        assertThatThrownBy(answer::join)
                                .isInstanceOf(CompletionException.class)
                                .hasCauseInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(run.record().settled()).isEqualTo((MANY + 2) / 3);
    }

    @Test
    void onesThatComeAfterTheSinkInTheSameTripHearThatTheRunIsOver() {
        for (int i = 0; i < 20; i++) {
            RunDriver run = RunSample.of(store, DagShapes.chain(2));
            Work root = run.started("w1", run.submitted().getFirst());
            Work sink =
                    run.kept("w1", run.committed(run.commitOf(root).keep(1)).grants().getFirst());
            Commit end = run.commitOf(sink).build();
            List<CompletableFuture<CommitAnswer>> answers =
                    atOnce(List.of(end, end, end, run.commitOf(root).build(), end));
            List<CommitAnswer> said = answers.stream().map(CompletableFuture::join).toList();
            assertThat(said)
                    .filteredOn(a -> a instanceof CommitAnswer.Committed c && !c.again())
                    .hasSize(1);
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(run.record().settled()).isEqualTo(2);
        }
    }

    @Test
    void onesThatAreSentTwiceInTheSameTripCountOnce() {
        RunDriver run = RunSample.of(store, DagShapes.fanIn(MANY));
        List<Commit> commits = new ArrayList<>();
        for (Grant root : run.submitted()) {
            Commit commit = run.commitOf(run.kept("w1", root)).build();
            commits.add(commit);
            if (root.task() < MANY - 1) {
                commits.add(commit);
            }
        }
        Commit last = commits.removeLast();
        for (CompletableFuture<CommitAnswer> answer : atOnce(commits)) {
            assertThat(RunDriver.the(CommitAnswer.Committed.class, answer.join()).grants())
                    .isEmpty();
        }
        assertThat(run.record().settled()).isEqualTo(MANY - 1);
        CommitAnswer answer = store.commit(last);
        assertThat(RunDriver.the(CommitAnswer.Committed.class, answer).grants())
                .extracting(Grant::task)
                .containsExactly(MANY);
    }

    @Test
    void eventsOfOneTripAreReadFromAnyOfThemOn() {
        RunDriver run = RunSample.of(store, DagShapes.fanIn(MANY));
        List<Commit> commits = new ArrayList<>();
        for (Grant root : run.submitted()) {
            commits.add(run.commitOf(run.kept("w1", root)).build());
        }
        atOnce(commits).forEach(CompletableFuture::join);
        List<RunEvent> all = events(run, 1, Integer.MAX_VALUE);
        assertThat(all).extracting(RunEvent::sequence).isEqualTo(sequences(all.size()));
        assertThat(all).filteredOn(e -> e.kind() == RunEvent.Kind.COMMITTED).hasSize(MANY);
        for (int from = 1; from <= all.size(); from++) {
            int to = Math.min(all.size(), from + 2);
            assertThat(events(run, from, 3)).isEqualTo(all.subList(from - 1, to));
        }
        assertThat(events(run, all.size() + 1L, 3)).isEmpty();
    }

    private List<RunEvent> events(RunDriver run, long from, int max) {
        return store.events(run.key(), from, max, Duration.ZERO);
    }

    private static List<Long> sequences(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void commitOfOneThreadIsOneRoundTripAtOnce() {
        RunDriver run = RunSample.of(store, DagShapes.chain(3));
        Work root = run.started("w1", run.submitted().getFirst());
        Commit commit = run.commitOf(root).build();
        long before = store.roundTrips();
        store.commit(commit);
        assertThat(store.roundTrips() - before).isEqualTo(1);
    }
}
