package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.RunKey;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.spi.StoreAddress;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Waiting for ends and events in real time.
final class WaitingTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final RedisRunStore store = RedisRunStore.open(TestServer.address());

    /// What was told of an end.
    private record End(RunKey run, int epoch) {}

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void moreWaitersThanThereAreConnectionsAllHearOfTheEndSoon() throws Exception {
        RunDriver run = RunSample.of(store, DagShapes.single());
        List<Grant> roots = run.submitted();
        List<CompletableFuture<Optional<RunRecord>>> waiting = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 150; i++) {
                waiting.add(
                        CompletableFuture.supplyAsync(() -> store.await(run.key(), LONG), threads));
            }
            Thread.sleep(200);
            long end = System.nanoTime();
            RunSample.finish(run, roots);
            for (CompletableFuture<Optional<RunRecord>> waiter : waiting) {
                assertThat(waiter.get(20, TimeUnit.SECONDS))
                        .map(RunRecord::status)
                        .contains(RunStatus.DONE);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - end))
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void stepsDoNotWaitBehindWaiters() throws Exception {
        RunDriver run = RunSample.of(store, DagShapes.chain(2));
        List<Grant> roots = run.submitted();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 150; i++) {
                var _ = threads.submit(() -> store.await(run.key(), LONG));
            }
            Thread.sleep(100);
            long start = System.nanoTime();
            RunSample.finish(run, roots);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void interruptEndsAWaitEarlyAndStaysWithTheThread() throws Exception {
        RunDriver run = RunSample.of(store, DagShapes.single());
        run.submitted();
        for (Thread.Builder builder : List.of(Thread.ofVirtual(), Thread.ofPlatform())) {
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread waiter =
                    builder.start(() -> {
                        assertThat(store.await(run.key(), LONG)).isPresent();
                        interrupted.set(Thread.currentThread().isInterrupted());
                    });
            Thread.sleep(100);
            waiter.interrupt();
            assertThat(waiter.join(Duration.ofSeconds(5))).isTrue();
            assertThat(interrupted).isTrue();
        }
    }

    @Test
    void stepOfAThreadThatIsInterruptedIsTakenAllTheSame() throws Exception {
        RunDriver run = RunSample.of(store, DagShapes.single());
        List<Grant> roots = run.submitted();
        Thread worker =
                Thread.ofVirtual()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            RunSample.finish(run, roots);
                            assertThat(Thread.interrupted()).isTrue();
                        });
        assertThat(worker.join(Duration.ofSeconds(10))).isTrue();
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void whoeverWatchesHearsOfEveryEndWithItsEpoch() throws Exception {
        BlockingQueue<End> heard = new LinkedBlockingQueue<>();
        RunDriver done = RunSample.of(store, DagShapes.single());
        RunDriver resumed = RunSample.of(store, DagShapes.single());
        try (var _ = store.watchEnds((run, epoch) -> heard.add(new End(run, epoch)))) {
            List<Grant> roots = done.submitted();
            resumed.submitted();
            RunSample.finish(done, roots);
            assertThat(nextOf(heard, done)).isEqualTo(new End(done.key(), 1));
            resumed.cancel();
            assertThat(nextOf(heard, resumed)).isEqualTo(new End(resumed.key(), 1));
            RunSample.finish(resumed, resumed.resumed().grants());
            assertThat(nextOf(heard, resumed)).isEqualTo(new End(resumed.key(), 2));
        }
        RunDriver unheard = RunSample.of(store, DagShapes.single());
        RunSample.finish(unheard, unheard.submitted());
        Thread.sleep(100);
        assertThat(heard).isEmpty();
    }

    /// Other tests may end their runs at the same time.
    private static End nextOf(BlockingQueue<End> heard, RunDriver run) throws InterruptedException {
        while (true) {
            End next = heard.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            if (next.run().equals(run.key())) {
                return next;
            }
        }
    }

    @Test
    void watchGoesOnAfterItsConnectionWasCut() {
        try (TcpProxy proxy = TcpProxy.to(TestServer.address().uri().getPort());
                RedisRunStore watching =
                        RedisRunStore.open(
                                StoreAddress.of(URI.create("redis://127.0.0.1:" + proxy.port()))
                                        .withPassword(
                                                TestServer.address().password().orElseThrow()))) {
            BlockingQueue<End> heard = new LinkedBlockingQueue<>();
            try (var _ = watching.watchEnds((run, epoch) -> heard.add(new End(run, epoch)))) {
                proxy.cut();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> {
                            RunDriver run = RunSample.of(store, DagShapes.single());
                            RunSample.finish(run, run.submitted());
                            return heard.poll(100, TimeUnit.MILLISECONDS) != null;
                        });
            }
        }
    }
}
