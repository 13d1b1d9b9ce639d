package dev.weft.all;

import static dev.weft.Weft.forEach;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.F1;
import dev.weft.Many;
import dev.weft.Run;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryGraphStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.ErrorCode;
import dev.weft.model.RetryPolicy;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskError;
import dev.weft.spi.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The elements of a fan-out have one claim together until somebody wants a part of them: what they cost then,
/// and what becomes of those that were begun and of those that were done.
@Timeout(60)
final class InlineFanOutTest {
    private static final int WIDTH = 64;
    private static final int ODD_ONE = 3;

    private static AtomicIntegerArray calls = new AtomicIntegerArray(WIDTH);
    private static CountDownLatch go = new CountDownLatch(1);
    private static final AtomicBoolean broken = new AtomicBoolean();
    private static @Nullable MortalWorkers workers;
    private static @Nullable HostedCluster only;

    @BeforeEach
    void nothingWasCalled() {
        calls = new AtomicIntegerArray(WIDTH);
        go = new CountDownLatch(1);
        broken.set(true);
    }

    static List<Integer> upTo(int width) {
        return IntStream.range(0, width).boxed().toList();
    }

    static int counted(int number) {
        calls.incrementAndGet(number);
        return number;
    }

    static int oneWaits(int number) throws InterruptedException {
        calls.incrementAndGet(number);
        if (number == ODD_ONE) {
            waitForGo();
        }
        return number;
    }

    static int allWait(int number) throws InterruptedException {
        calls.incrementAndGet(number);
        waitForGo();
        return number;
    }

    private static void waitForGo() throws InterruptedException {
        if (!go.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody lets the element go");
        }
    }

    /// Fails once all others are done: what is being executed when the run fails is executed again.
    static int oneIsBroken(int number) {
        calls.incrementAndGet(number);
        if (number == ODD_ONE && broken.get()) {
            HostedCluster where = Objects.requireNonNull(only);
            Awaitility.await()
                    .until(() ->
                            IntStream.range(0, WIDTH).allMatch(i -> calls.get(i) == 1)
                                    && where.worker(0).executing() == 1);
            throw new IllegalStateException("element is broken");
        }
        return number;
    }

    static int oneFailsOnce(int number) {
        if (calls.incrementAndGet(number) == 1 && number == ODD_ONE) {
            throw new IllegalStateException("element is not ready");
        }
        return number;
    }

    static int oneIsDeaf(int number) {
        if (calls.incrementAndGet(number) == 1 && number == ODD_ONE) {
            boolean waits = true;
            while (waits) {
                try {
                    waitForGo();
                    waits = false;
                } catch (InterruptedException e) {
                    // goes on, as code does that knows nothing of interruption
                }
            }
        }
        return number;
    }

    static int oneKillsItsWorker(int number) {
        if (number == ODD_ONE) {
            Objects.requireNonNull(workers).kill(0);
        }
        return number;
    }

    static int plusOne(int number) {
        return number + 1;
    }

    private static Many<Integer> each(F1<Integer, Integer> function) {
        return forEach(function, task(InlineFanOutTest::upTo, value(WIDTH)));
    }

    private static Task<Integer> sum(Many<Integer> all) {
        return all.map(InlineFanOutTest::plusOne).reduce(0, Integer::sum);
    }

    private static int sumOf(int width) {
        return width * (width + 1) / 2;
    }

    private static void assertCalls(int ofOddOne) {
        for (int i = 0; i < WIDTH; i++) {
            assertThat(calls.get(i))
                    .as("calls of element %d", i)
                    .isEqualTo(i == ODD_ONE ? ofOddOne : 1);
        }
    }

    private static RunKey key(HostedCluster cluster, Run<?> run) {
        return key(cluster.stores, run);
    }

    private static RunKey key(Stores stores, Run<?> run) {
        return stores.runs().find(run.id()).orElseThrow().run();
    }

    @Test
    void elementsCostNoStepsOfTheirOwn() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Many<Integer> all =
                    forEach(InlineFanOutTest::plusOne, task(InlineFanOutTest::upTo, value(10_000)));
            Run<Integer> run = weft.submit(all.reduce(0, Integer::sum));
            assertThat(run.await()).isEqualTo(sumOf(10_000));
            assertThat(cluster.worker(0).work().roundTrips())
                    .as("steps of 20 ranges, and of what is around them")
                    .isLessThan(150);
            assertThat(run.statistics().tasks()).isGreaterThan(19_000);
            assertThat(run.statistics().settled()).isEqualTo(run.statistics().tasks());
        }
    }

    @Test
    void slowElementDoesNotHoldUpTheOthers() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Run<Integer> run = weft.submit(sum(each(InlineFanOutTest::oneWaits)));
            RunKey key = key(cluster, run);
            // Two tasks of each other element, and reductions of those that are far from it.
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            cluster.stores
                                            .runs()
                                            .progress(key)
                                            .orElseThrow()
                                            .settled()
                                            .cardinality()
                                    > 2 * (WIDTH - 1) + WIDTH / 2);
            go.countDown();
            assertThat(run.await()).isEqualTo(sumOf(WIDTH));
            assertCalls(1);
        }
    }

    @Test
    void elementThatFailsIsTriedAgainAlone() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Many<Integer> all =
                    each(InlineFanOutTest::oneFailsOnce).withRetry(RetryPolicy.exponential(3));
            assertThat(weft.submit(sum(all)).await()).isEqualTo(sumOf(WIDTH));
            assertCalls(2);
        }
    }

    @Test
    void elementThatFailedIsResumedAlone() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            only = cluster;
            Run<Integer> run = weft.submit(sum(each(InlineFanOutTest::oneIsBroken)));
            assertThatThrownBy(run::await)
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasMessageContaining("[3]")
                    .hasMessageContaining("element is broken");
            broken.set(false);
            assertThat(weft.resume(run.id()).await()).isEqualTo(sumOf(WIDTH));
            assertCalls(2);
        }
    }

    @Test
    void workerWithNothingToDoGetsElementsThatWereNotBegun() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2, 2);
                Weft weft = cluster.client()) {
            Run<Integer> run = weft.submit(sum(each(InlineFanOutTest::allWait)));
            RunKey key = key(cluster, run);
            Awaitility.await()
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> {
                        cluster.worker(0).share(key);
                        return cluster.worker(1).executing() > 0;
                    });
            go.countDown();
            assertThat(run.await()).isEqualTo(sumOf(WIDTH));
            assertCalls(1);
            assertThat(cluster.worker(1).work().attempts()).isGreaterThan(1);
        }
    }

    @Test
    void workerThatDrainsGivesAwayWhatItHasNotBegun() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2, 2);
                Weft weft = cluster.client()) {
            Run<Integer> run = weft.submit(sum(each(InlineFanOutTest::allWait)));
            Awaitility.await().until(() -> cluster.worker(0).executing() == 2);
            assertThat(cluster.worker(0).drain(Duration.ofMillis(10))).isFalse();
            Awaitility.await().until(() -> cluster.worker(1).executing() == 2);
            go.countDown();
            assertThat(run.await()).isEqualTo(sumOf(WIDTH));
            assertCalls(1);
            assertThat(cluster.worker(0).drain(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void elementThatIgnoresItsInterruptionIsGivenUpAndTriedAgainAlone() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Many<Integer> all =
                    each(InlineFanOutTest::oneIsDeaf)
                            .withRetry(RetryPolicy.exponential(2))
                            .withTimeout(Duration.ofMillis(100));
            assertThat(weft.submit(sum(all)).await()).isEqualTo(sumOf(WIDTH));
            assertCalls(2);
            go.countDown();
        }
    }

    @Test
    void elementIsBlamedForLostWorkersAndNotItsFanOut() {
        Stores stores =
                new Stores(
                        new InMemoryRunStore(() -> System.nanoTime() / 1_000 + 1, false),
                        new InMemoryBlobStore(),
                        new InMemoryGraphStore());
        RunLimits limits =
                RunLimits.standard()
                        .withLease(Duration.ofMillis(200))
                        .withDispatch(Duration.ofMillis(200));
        try (MortalWorkers mortal = new MortalWorkers(1, stores);
                Weft weft = mortal.client(limits)) {
            workers = mortal;
            Run<Integer> run = weft.submit(sum(each(InlineFanOutTest::oneKillsItsWorker)));
            assertThatThrownBy(run::await).isInstanceOf(WorkflowFailedException.class);
            TaskError error = run.errors().getFirst();
            assertThat(error.code()).isEqualTo(ErrorCode.POISON);
            // Which of those that were executed with it, is found out where each is alone in its
            // process.
            assertThat(stores.runs().inspect(key(stores, run)).orElseThrow().growths())
                    .as("growths that task %d is of", error.task())
                    .anyMatch(growth -> growth.has(error.task()));
        }
    }

    @Test
    void runThatIsCancelledInterruptsItsElements() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Run<Integer> run = weft.submit(sum(each(InlineFanOutTest::allWait)));
            Awaitility.await().until(() -> cluster.worker(0).executing() == WIDTH);
            run.cancel();
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> cluster.worker(0).executing() == 0);
        }
    }
}
