package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.RunEvent;
import dev.weft.model.RunEvent.Kind;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.WorkerId;
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// WAIT and EVENTS: schedules B12 (the bell is read and not taken away).
abstract class WaitCases extends StoreCases {
    /// More events than this a store does not keep of one run.
    private static final int MOST_EVENTS = 20_000;

    private static final Duration LONG = Duration.ofSeconds(30);

    WaitCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> wait) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        result.complete(wait.get());
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    private static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void waitingForAnEndedRunReturnsAtOnce() {
        RunDriver run = run(DagShapes.single());
        run.done("w1", run.submitted().getFirst());
        assertThat(store.await(run.key(), Duration.ofDays(1)))
                .map(RunRecord::status)
                .contains(RunStatus.DONE);
    }

    @Test
    void waitingNoTimeTellsHowTheRunIs() {
        RunDriver run = run(DagShapes.single());
        run.submitted();
        assertThat(store.await(run.key(), Duration.ZERO))
                .map(RunRecord::status)
                .contains(RunStatus.RUNNING);
    }

    @Test
    void waitingForARunThatDoesNotExistReturnsAtOnce() {
        assertThat(store.await(RunDriver.key("nobody", 1), Duration.ofDays(1))).isEmpty();
    }

    @Test
    void everybodyWhoWaitsHearsOfTheEnd() {
        RunDriver run = run(DagShapes.single());
        Grant root = run.submitted().getFirst();
        List<CompletableFuture<Optional<RunRecord>>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(inBackground(() -> store.await(run.key(), LONG)));
        }
        run.done("w1", root);
        for (CompletableFuture<Optional<RunRecord>> waiter : waiting) {
            assertThat(soon(waiter)).map(RunRecord::status).contains(RunStatus.DONE);
        }
        assertThat(store.await(run.key(), LONG)).map(RunRecord::status).contains(RunStatus.DONE);
    }

    @Test
    void whoeverWaitsHearsOfAFailureAndOfACancellation() {
        RunDriver failed = run(DagShapes.single());
        Work work = failed.started("w1", failed.submitted().getFirst());
        CompletableFuture<Optional<RunRecord>> first =
                inBackground(() -> store.await(failed.key(), LONG));
        failed.failed(work, Optional.empty());
        assertThat(soon(first)).map(RunRecord::status).contains(RunStatus.FAILED);
        RunDriver cancelled = run(DagShapes.single());
        cancelled.submitted();
        CompletableFuture<Optional<RunRecord>> second =
                inBackground(() -> store.await(cancelled.key(), LONG));
        cancelled.cancel();
        assertThat(soon(second)).map(RunRecord::status).contains(RunStatus.CANCELLED);
    }

    @Test
    void endOfAnEarlierEpochIsNotTheEndOfAResumedRun() {
        RunDriver run = run(DagShapes.single());
        run.submitted();
        run.cancel();
        Grant root = run.resumed().grants().getFirst();
        assertThat(store.await(run.key(), Duration.ofMillis(1)))
                .map(RunRecord::status)
                .contains(RunStatus.RUNNING);
        CompletableFuture<Optional<RunRecord>> waiter =
                inBackground(() -> store.await(run.key(), LONG));
        run.done("w1", root);
        assertThat(soon(waiter)).map(RunRecord::epoch).contains(2);
    }

    private List<RunEvent> events(RunDriver run, long from, int max) {
        return store.events(run.key(), from, max, Duration.ZERO);
    }

    @Test
    void eventsTellWhatHappenedInOrderAndWithoutGaps() {
        RunDriver run = run(DagShapes.chain(4));
        Work first = run.started("w1", run.submitted().getFirst());
        clock.advance(Duration.ofSeconds(1));
        Grant second = run.committed(first).grants().getFirst();
        run.failed(run.started("w1", second), Optional.of(Duration.ofSeconds(4)));
        run.pass(Duration.ofSeconds(4));
        Grant again = run.reaped().reissued().getFirst();
        run.committed(run.commitOf(run.started("w2", again)).then(2, 3));
        List<RunEvent> events = events(run, 1, 100);
        assertThat(events)
                .extracting(RunEvent::kind)
                .containsExactly(
                        Kind.SUBMITTED,
                        Kind.STARTED,
                        Kind.COMMITTED,
                        Kind.STARTED,
                        Kind.ATTEMPT_FAILED,
                        Kind.REISSUED,
                        Kind.STARTED,
                        Kind.COMMITTED,
                        Kind.DONE);
        assertThat(events)
                .extracting(RunEvent::sequence)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 9).boxed().toList());
        assertThat(events).extracting(RunEvent::atMicros).isSorted();
        assertThat(events.get(1).task()).isZero();
        assertThat(events.get(1).k()).isEqualTo(first.claim().k());
        assertThat(events.get(7).tasks()).isEqualTo(3);
        assertThat(events.get(8).task()).isEqualTo(-1);
        assertThat(events.getLast().atMicros()).isEqualTo(clock.micros());
    }

    @Test
    void eventsTellOfTheEndsOfARun() {
        RunDriver run = run(DagShapes.single());
        Work work = run.started("w1", run.submitted().getFirst());
        run.cancel();
        run.resumed();
        run.cancel();
        assertThat(events(run, 3, 100))
                .extracting(RunEvent::kind)
                .containsExactly(Kind.CANCELLED, Kind.RESUMED, Kind.CANCELLED);
        RunDriver failed = run(DagShapes.single());
        Work other = failed.started("w1", failed.submitted().getFirst());
        assertThat(work).isNotEqualTo(other);
        failed.failed(other, Optional.empty());
        assertThat(events(failed, 3, 100))
                .extracting(RunEvent::kind)
                .containsExactly(Kind.TASK_FAILED, Kind.FAILED);
    }

    @Test
    void stepThatIsRepeatedIsNoNews() {
        RunDriver run = run(DagShapes.chain(2));
        Work work = run.started("w1", run.submitted().getFirst());
        dev.weft.spi.Commit commit = run.commitOf(work).build();
        run.commit(commit);
        List<RunEvent> before = events(run, 1, 100);
        run.commit(commit);
        run.commit(run.commitOf(work.as(run.execution())).build());
        assertThat(events(run, 1, 100)).isEqualTo(before);
    }

    @Test
    void readerGoesOnWhereItWas() {
        RunDriver run = run(DagShapes.fanIn(3));
        run.submitted().forEach(grant -> run.started("w1", grant));
        assertThat(events(run, 1, 2)).extracting(RunEvent::sequence).containsExactly(1L, 2L);
        assertThat(events(run, 3, 2)).extracting(RunEvent::sequence).containsExactly(3L, 4L);
        assertThat(events(run, 5, 2)).isEmpty();
    }

    @Test
    void readerWaitsForTheNextEvent() {
        RunDriver run = run(DagShapes.single());
        Grant root = run.submitted().getFirst();
        CompletableFuture<List<RunEvent>> waiter =
                inBackground(() -> store.events(run.key(), 2, 10, LONG));
        run.started("w1", root);
        assertThat(soon(waiter)).extracting(RunEvent::kind).containsExactly(Kind.STARTED);
    }

    @Test
    void eventsThatAreKeptAreBounded() {
        RunDriver run = run(DagShapes.fanIn(MOST_EVENTS / 2 + 100));
        List<Grant> roots = run.submitted();
        List<Work> works = new ArrayList<>();
        for (Grant root : roots) {
            works.add(run.kept("w1", root));
        }
        for (int from = 0; from < works.size(); from += 500) {
            List<Work> batch = works.subList(from, Math.min(works.size(), from + 500));
            store.start(
                    new Start(
                            run.key(),
                            1,
                            new WorkerId("w1"),
                            batch.stream()
                                    .map(w -> new Start.Adoption(w.claim(), w.execution()))
                                    .toList(),
                            new int[0]));
        }
        for (Work work : works) {
            store.commit(run.commitOf(work).build());
        }
        List<RunEvent> kept = events(run, 1, Integer.MAX_VALUE);
        assertThat(kept).hasSizeBetween(1_000, MOST_EVENTS);
        long first = kept.getFirst().sequence();
        assertThat(kept.stream().mapToLong(RunEvent::sequence))
                .isEqualTo(LongStream.range(first, first + kept.size()).boxed().toList());
        assertThat(events(run, kept.getLast().sequence() + 1, 10)).isEmpty();
    }
}
