package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.Run;
import dev.weft.RunCancelledException;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.RetryPolicy;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.spi.EngineSettings;
import dev.weft.testkit.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a failure or a cancellation does to the rest of the run.
@Timeout(60)
final class FailuresTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AtomicInteger calls = new AtomicInteger();
    private static volatile CountDownLatch begun = new CountDownLatch(1);
    private static volatile CountDownLatch interrupted = new CountDownLatch(1);

    @BeforeEach
    void reset() {
        begun = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
        calls.set(0);
    }

    static int one() {
        calls.incrementAndGet();
        return 1;
    }

    static int next(int n) {
        calls.incrementAndGet();
        return n + 1;
    }

    static int failing(String what) throws IOException {
        throw new IOException(what);
    }

    static int blocking() throws InterruptedException {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            return 1;
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    static int failingWhileTheOtherBlocks(String what) throws Exception {
        begun.await();
        throw new IOException(what);
    }

    private static List<TaskError> errorsOf(Run<?> run) {
        WorkflowFailedException thrown =
                catchThrowableOfType(WorkflowFailedException.class, () -> run.await(LONG));
        assertThat(thrown).isNotNull();
        return thrown.errors();
    }

    @Test
    void theFirstFailureInterruptsTheOtherTasksWhichAreNoErrors() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<List<Integer>> run =
                    weft.submit(
                            list(
                                    task(FailuresTest::blocking),
                                    task(FailuresTest::failingWhileTheOtherBlocks, value("a"))));
            assertThat(errorsOf(run)).singleElement().extracting(TaskError::message).isEqualTo("a");
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        }
    }

    @Test
    void aFailedRunCarriesTheErrorsOfAllTasksThatFailedOnTheirOwn() {
        CyclicBarrier both = new CyclicBarrier(2);
        try (TestEngine engine =
                        TestEngine.open(
                                EngineSettings.standard(),
                                1,
                                parts ->
                                        parts.withStore(
                                                StoreWith.around(
                                                        parts.store(),
                                                        (step, go) -> {
                                                            if (step.equals("fail")) {
                                                                both.await();
                                                            }
                                                            return go.take();
                                                        })));
                Weft weft = Weft.open(engine)) {
            Run<List<Integer>> run =
                    weft.submit(
                            list(
                                    task(FailuresTest::failingWhileTheOtherBlocks, value("a")),
                                    task(FailuresTest::blocking),
                                    task(FailuresTest::failingWhileTheOtherBlocks, value("b"))));
            assertThat(errorsOf(run))
                    .extracting(TaskError::message)
                    .containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void aRunThatGoesOnSkipsOnlyWhatDependsOnTheFailure() {
        try (TestEngine engine = TestEngine.open();
                Weft weft = Weft.open(engine)) {
            Task<Integer> failing = task(FailuresTest::failing, value("a"));
            Task<Integer> skipped = task(FailuresTest::next, failing);
            Task<Integer> skippedToo = task(FailuresTest::next, skipped);
            Task<Integer> last = task(FailuresTest::one);
            for (int i = 0; i < 5; i++) {
                last = task(FailuresTest::next, last);
            }
            Run<List<Integer>> run =
                    weft.submit(list(skippedToo, last), RunOptions.standard().withGoOn(true));
            assertThat(errorsOf(run)).singleElement().extracting(TaskError::message).isEqualTo("a");
            assertThat(calls).hasValue(6);
            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        }
    }

    @Test
    void aRunThatGoesOnReportsEveryFailure() {
        try (Weft weft = Weft.local()) {
            List<Task<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(task(FailuresTest::failing, value("number " + i)));
                all.add(task(FailuresTest::one));
            }
            Run<List<Integer>> run = weft.submit(list(all), RunOptions.standard().withGoOn(true));
            assertThat(errorsOf(run)).hasSize(50);
            assertThat(calls).hasValue(50);
        }
    }

    @Test
    void aFailureWithThousandsOfChildrenSkipsThemAll() {
        try (Weft weft = Weft.local()) {
            Task<Integer> failing = task(FailuresTest::failing, value("root"));
            List<Task<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                children.add(task(FailuresTest::next, failing));
            }
            Run<List<Integer>> run =
                    weft.submit(list(children), RunOptions.standard().withGoOn(true));
            assertThat(errorsOf(run))
                    .singleElement()
                    .extracting(TaskError::message)
                    .isEqualTo("root");
            assertThat(calls).hasValue(0);
        }
    }

    @Test
    void cancellingInterruptsWhatRunsAndDropsWhatWaits() throws Exception {
        try (Weft weft = Weft.local()) {
            Task<Integer> blocking = task(FailuresTest::blocking);
            Run<Integer> run = weft.submit(task(FailuresTest::next, blocking));
            begun.await();
            assertThat(run.cancel()).isEqualTo(RunStatus.RUNNING);
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(RunCancelledException.class);
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(calls).hasValue(0);
            assertThat(run.errors()).isEmpty();
            assertThat(run.cancel()).isEqualTo(RunStatus.CANCELLED);
        }
    }

    @Test
    void cancellingDropsTasksThatWaitForTheirTurn() throws Exception {
        try (Weft weft = Weft.local(EngineSettings.standard().withTasksAtOnce(1))) {
            List<Task<Integer>> all = new ArrayList<>();
            all.add(task(FailuresTest::blocking));
            for (int i = 0; i < 1_000; i++) {
                all.add(task(FailuresTest::blocking));
            }
            Run<List<Integer>> run = weft.submit(list(all));
            begun.await();
            run.cancel();
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(RunCancelledException.class);
            assertThat(run.statistics().attempts()).isEqualTo(1);
        }
    }

    @Test
    void cancellingARunThatIsDoneChangesNothing() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<Integer> run = weft.submit(task(FailuresTest::one));
            assertThat(run.await(LONG)).isEqualTo(1);
            assertThat(run.cancel()).isEqualTo(RunStatus.DONE);
            assertThat(run.await(LONG)).isEqualTo(1);
        }
    }

    static int failingTwice(String what) throws IOException {
        if (calls.incrementAndGet() < 3) {
            throw new IOException(what);
        }
        return 7;
    }

    @Test
    void aRunThatSucceedsInTheEndCountsItsRetries() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<Integer> run =
                    weft.submit(
                            task(FailuresTest::failingTwice, value("once"))
                                    .with(
                                            options()
                                                    .withRetry(
                                                            RetryPolicy.fixed(3, Duration.ZERO))));
            assertThat(run.await(LONG)).isEqualTo(7);
            assertThat(run.progress().getFirst().retries()).isEqualTo(2);
        }
    }
}
