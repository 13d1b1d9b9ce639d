package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.Task;
import dev.weft.TaskContext;
import dev.weft.Weft;
import dev.weft.spi.EngineSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many tasks are executed at one time, and what they know of themselves.
@Timeout(60)
final class ConcurrencyTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final AtomicInteger inside = new AtomicInteger();
    private static final AtomicInteger most = new AtomicInteger();
    private static volatile CountDownLatch all = new CountDownLatch(1);
    private static volatile CyclicBarrier groups = new CyclicBarrier(1);

    @BeforeEach
    void reset() {
        inside.set(0);
        most.set(0);
    }

    private static <R> Arg<List<R>> times(int count, Supplier<Task<R>> task) {
        List<Task<R>> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tasks.add(task.get());
        }
        return list(tasks);
    }

    static int waitForAll() throws InterruptedException {
        all.countDown();
        all.await();
        return 1;
    }

    @Test
    void tenThousandBlockingTasksWaitAtTheSameTime() throws Exception {
        all = new CountDownLatch(10_000);
        try (Weft weft = Weft.local()) {
            Run<List<Integer>> run =
                    weft.submit(times(10_000, () -> task(ConcurrencyTest::waitForAll)));
            assertThat(run.await(LONG)).hasSize(10_000);
            assertThat(run.statistics().peakTasks()).isEqualTo(10_000);
        }
    }

    static int inGroups() throws Exception {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        groups.await();
        inside.decrementAndGet();
        return 1;
    }

    @Test
    void asManyTasksAsAllowedAreExecutedAtOnceAndNoMore() throws Exception {
        groups = new CyclicBarrier(7);
        try (Weft weft = Weft.local(EngineSettings.standard().withTasksAtOnce(7))) {
            weft.submit(times(7 * 300, () -> task(ConcurrencyTest::inGroups))).await(LONG);
        }
        assertThat(most).hasValue(7);
    }

    static int alone(long spins) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        for (long i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
        inside.decrementAndGet();
        return 1;
    }

    @Test
    void oneTaskAtATimeIsOneTaskAtATime() throws Exception {
        try (Weft weft = Weft.local(EngineSettings.standard().withTasksAtOnce(1))) {
            weft.submit(times(5_000, () -> task(ConcurrencyTest::alone, value(100L)))).await(LONG);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void boundsHoldForShortTasksThatComeAndGo() throws Exception {
        try (Weft weft = Weft.local(EngineSettings.standard().withTasksAtOnce(2))) {
            for (int i = 0; i < 200; i++) {
                weft.submit(times(50, () -> task(ConcurrencyTest::alone, value(10L)))).await(LONG);
            }
        }
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    static int spinUntilAllCoresDo() {
        inside.incrementAndGet();
        while (inside.get() < CORES) {
            Thread.onSpinWait();
        }
        return 1;
    }

    @Test
    void tasksThatComputeUseAllCores() throws Exception {
        try (Weft weft = Weft.local()) {
            weft.submit(times(CORES, () -> task(ConcurrencyTest::spinUntilAllCoresDo))).await(LONG);
        }
        assertThat(inside).hasValue(CORES);
    }

    static int meetTheOtherRun() throws Exception {
        groups.await();
        return 1;
    }

    @Test
    void twoRunsAreExecutedAtTheSameTime() throws Exception {
        groups = new CyclicBarrier(2);
        try (Weft weft = Weft.local()) {
            Run<Integer> one = weft.submit(task(ConcurrencyTest::meetTheOtherRun));
            Run<Integer> other = weft.submit(task(ConcurrencyTest::meetTheOtherRun));
            assertThat(one.await(LONG) + other.await(LONG)).isEqualTo(2);
            assertThat(one.id()).isNotEqualTo(other.id());
        }
    }

    static String context() {
        TaskContext context = TaskContext.current();
        context.progress(0.5);
        return "%s %d %s %d %s"
                .formatted(
                        context.run(),
                        context.task(),
                        context.name(),
                        context.attempt(),
                        context.cancelled());
    }

    static long token() {
        return TaskContext.current().fencingToken();
    }

    @Test
    void aTaskKnowsItsRunNumberNameAndAttempt() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<String> run =
                    weft.submit(
                            task(ConcurrencyTest::context).with(options().withName("who am I")));
            assertThat(run.await(LONG)).isEqualTo(run.id() + " 0 who am I 1 false");
            assertThat(weft.submit(task(ConcurrencyTest::token)).await(LONG)).isPositive();
        }
    }

    static boolean hasContext() throws InterruptedException {
        boolean[] found = {true};
        Thread.ofVirtual().start(() -> found[0] = TaskContext.find().isPresent()).join();
        return found[0];
    }

    @Test
    void nobodyElseHasATaskContext() throws Exception {
        assertThat(TaskContext.find()).isEmpty();
        assertThatThrownBy(TaskContext::current).isInstanceOf(IllegalStateException.class);
        try (Weft weft = Weft.local()) {
            assertThat(weft.submit(task(ConcurrencyTest::hasContext)).await(LONG)).isFalse();
        }
    }
}
