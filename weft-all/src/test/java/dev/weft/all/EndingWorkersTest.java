package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Run;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Worker processes that are about to end.
@Timeout(60)
final class EndingWorkersTest {
    private static final int TASKS = 64;
    private static final AtomicInteger calls = new AtomicInteger();
    private static final AtomicBoolean go = new AtomicBoolean();

    @BeforeEach
    void reset() {
        calls.set(0);
        go.set(false);
    }

    static int spin(int n) {
        calls.incrementAndGet();
        long end = System.nanoTime() + 5_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return n;
    }

    static int untilGo(int n) {
        while (!go.get()) {
            Thread.onSpinWait();
        }
        return n;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).sum();
    }

    @Test
    void drainedWorkerFinishesWhatItExecutesAndGivesTheRestAway() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client()) {
            Task<Integer> root = task(EndingWorkersTest::spin, value(1));
            List<Task<Integer>> spins = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                spins.add(task(EndingWorkersTest::spin, root));
            }
            Run<Integer> run = weft.submit(task(EndingWorkersTest::sum, list(spins)));
            Awaitility.await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> calls.get() > 4);

            assertThat(cluster.worker(0).drain(Duration.ofSeconds(10))).isTrue();

            long attempts = cluster.worker(0).work().attempts();
            assertThat(cluster.worker(0).executing()).isZero();
            assertThat(run.await()).isEqualTo(TASKS);
            assertThat(cluster.worker(0).work().attempts()).isEqualTo(attempts).isLessThan(TASKS);
            assertThat(calls).as("nothing was interrupted or repeated").hasValue(TASKS + 1);
            assertThat(run.statistics().attempts()).isEqualTo(TASKS + 2);
        }
    }

    @Test
    void abandonedTaskIsReportedFirstAndThenItsWorkerIsToldOf() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            BlockingQueue<RunStatus> found = new LinkedBlockingQueue<>();
            Run<Integer> run =
                    weft.submit(
                            task(EndingWorkersTest::untilGo, value(1))
                                    .withTimeout(Duration.ofMillis(20)));
            cluster.worker(0).onAbandoned(() -> found.add(run.status()));

            assertThat(found.poll(20, TimeUnit.SECONDS)).isEqualTo(RunStatus.FAILED);
            assertThatThrownBy(run::await).isInstanceOf(WorkflowFailedException.class);
            assertThat(run.errors())
                    .extracting(TaskError::message)
                    .first()
                    .asString()
                    .contains("abandoned");
            assertThat(cluster.worker(0).drain(Duration.ZERO))
                    .as("the abandoned task does not count")
                    .isTrue();
        } finally {
            go.set(true);
        }
    }
}
