package dev.weft.all;

import static dev.weft.Weft.forEach;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.model.RunEvent;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.testkit.TestEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs of which only so many tasks may be executed at a time, however many would be.
@Timeout(120)
final class ParallelismTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final AtomicInteger executing = new AtomicInteger();
    private static final AtomicInteger most = new AtomicInteger();
    private static final AtomicInteger begun = new AtomicInteger();
    private static final AtomicInteger elements = new AtomicInteger();
    private static volatile CountDownLatch open = new CountDownLatch(1);
    private static volatile CountDownLatch mayEnd = new CountDownLatch(1);

    @BeforeEach
    void reset() {
        executing.set(0);
        most.set(0);
        begun.set(0);
        elements.set(0);
        open = new CountDownLatch(1);
        mayEnd = new CountDownLatch(1);
    }

    /// Takes a little while, so that others would begin if they might, and sees how many do at the same time. How
    /// long it takes decides nothing.
    static int slow(int n) throws InterruptedException {
        most.accumulateAndGet(executing.incrementAndGet(), Math::max);
        Thread.sleep(5);
        executing.decrementAndGet();
        return n + 1;
    }

    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).sum();
    }

    /// As many chains of two tasks, so that there is something to go on with as well as to wait.
    private static Task<Integer> chains(int count) {
        List<Task<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ends.add(task(ParallelismTest::slow, task(ParallelismTest::slow, value(i))));
        }
        return task(ParallelismTest::sum, list(ends));
    }

    /// The same, with elements that are known only when the run goes on.
    private static Task<Integer> elements(int count) {
        return task(
                ParallelismTest::sum,
                forEach(ParallelismTest::slow, task(ParallelismTest::numbers, value(count)))
                        .map(ParallelismTest::slow));
    }

    private static int expected(int count) {
        return count * (count - 1) / 2 + 2 * count;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noMoreTasksAreExecutedAtATimeThanTheRunAllows(int parallelism) throws Exception {
        RunOptions bounded = RunOptions.standard().withParallelism(parallelism);
        try (TestEngine engine = TestEngine.open();
                Weft weft = Weft.open(engine)) {
            assertThat(weft.submit(chains(40), bounded).await(LONG)).isEqualTo(expected(40));
            assertThat(weft.submit(elements(40), bounded).await(LONG)).isEqualTo(expected(40));
        }
        assertThat(most).hasValue(parallelism);
    }

    /// Without a bound they are: the tests above can fail.
    @Test
    void moreTasksAreExecutedAtATimeWhereNothingForbidsIt() throws Exception {
        try (TestEngine engine = TestEngine.open();
                Weft weft = Weft.open(engine)) {
            weft.submit(chains(40)).await(LONG);
        }
        assertThat(most.get()).isGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theBoundHoldsForAllWorkersTogether(int parallelism) throws Exception {
        RunOptions bounded = RunOptions.standard().withParallelism(parallelism);
        try (HostedCluster cluster = new HostedCluster(3);
                Weft weft = cluster.client()) {
            assertThat(weft.submit(chains(40), bounded).await(LONG)).isEqualTo(expected(40));
            assertThat(weft.submit(elements(40), bounded).await(LONG)).isEqualTo(expected(40));
        }
        assertThat(most).hasValue(parallelism);
    }

    /// Ranges are let in last: what they add waits in turn.
    @Test
    void fanOutOfManyRangesEndsThoughFewTasksAreExecutedAtATime() throws Exception {
        int count = 3_000;
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client()) {
            Task<Integer> sum =
                    task(
                            ParallelismTest::sum,
                            forEach(n -> n + 2, task(ParallelismTest::numbers, value(count))));
            Run<Integer> run = weft.submit(sum, RunOptions.standard().withParallelism(2));
            assertThat(run.await(LONG)).isEqualTo(expected(count));
        }
    }

    static int gate(int n) throws InterruptedException {
        begun.incrementAndGet();
        open.await();
        return n;
    }

    static int element(int n) throws InterruptedException {
        elements.incrementAndGet();
        mayEnd.await();
        return n;
    }

    /// One worker makes the elements, the other has a part in them when places become free where it commits.
    @Test
    void workerThatLetsAnElementInOfWhichItHasNotHeardLearnsOfIt() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2, 2);
                Weft weft = cluster.client()) {
            List<Arg<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(task(ParallelismTest::gate, value(i)));
            }
            all.add(
                    task(
                            ParallelismTest::sum,
                            forEach(
                                    ParallelismTest::element,
                                    task(ParallelismTest::numbers, value(20)))));
            Run<Integer> run =
                    weft.submit(
                            task(ParallelismTest::sum, list(all)),
                            RunOptions.standard().withParallelism(4));
            RunKey key = cluster.stores.runs().find(run.id()).orElseThrow().run();
            Awaitility.await().until(() -> begun.get() == 2);
            Awaitility.await().until(() -> cluster.worker(0).share(key) == 2); // a gate, the source
            Awaitility.await().until(() -> elements.get() == 1);
            open.countDown();
            Awaitility.await().until(() -> elements.get() == 3); // two of them where the gates were
            mayEnd.countDown();
            assertThat(run.await(LONG)).isEqualTo(3 + 190);
            assertThat(cluster.stores.runs().events(key, 1, 1_000, Duration.ZERO))
                    .extracting(RunEvent::kind)
                    .doesNotContain(RunEvent.Kind.REISSUED);
        }
    }

    @Test
    void engineMayHaveABoundOfItsOwnAndARunAnother() throws Exception {
        RunLimits limits = RunLimits.standard().withLossWindow(Duration.ZERO).withParallelism(2);
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client(limits)) {
            weft.submit(chains(10)).await(LONG);
            assertThat(most).hasValue(2);
            weft.submit(chains(40), RunOptions.standard().withParallelism(4)).await(LONG);
            assertThat(most).hasValue(4);
        }
    }

    @Test
    void negativeBoundIsRefusedByName() {
        assertThatThrownBy(() -> RunOptions.standard().withParallelism(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parallelism must be >= 0, was -1");
    }
}
