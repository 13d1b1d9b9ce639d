package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Run;
import dev.weft.RunCancelledException;
import dev.weft.RunNotFoundException;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.RunId;
import dev.weft.model.RunStatus;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.RunConflictException;
import dev.weft.testkit.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Ids of runs, attaching, resuming, closing.
@Timeout(60)
final class RunsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AtomicInteger calls = new AtomicInteger();
    private static final AtomicBoolean ended = new AtomicBoolean();
    private static volatile CountDownLatch begun = new CountDownLatch(1);

    @BeforeEach
    void reset() {
        calls.set(0);
        ended.set(false);
        begun = new CountDownLatch(1);
    }

    static int counted(int n) {
        calls.incrementAndGet();
        return n + 1;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).sum();
    }

    static int unless(int n, boolean broken) throws IOException {
        if (broken) {
            throw new IOException("broken");
        }
        return n;
    }

    /// Ten chains of three tasks, joined by a task that may be broken, and one more after it.
    private static Task<Integer> workflow(boolean broken) {
        List<Task<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Task<Integer> last = task(RunsTest::counted, value(i));
            last = task(RunsTest::counted, last);
            ends.add(task(RunsTest::counted, last));
        }
        Task<Integer> joined =
                task(RunsTest::unless, task(RunsTest::sum, list(ends)), value(broken));
        return task(RunsTest::counted, joined);
    }

    @Test
    void aResumedRunExecutesOnlyWhatIsNotCommitted() throws Exception {
        try (TestEngine engine = TestEngine.open();
                Weft weft = Weft.open(engine)) {
            engine.script().on("RunsTest.unless").calls(1).fail(new IOException("disk"));
            Run<Integer> run = weft.submit(workflow(false));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkflowFailedException.class);
            assertThat(calls).hasValue(30);

            Run<Object> resumed = weft.resume(run.id());
            assertThat(resumed.await(LONG)).isEqualTo(76);
            assertThat(resumed.id()).isEqualTo(run.id());
            assertThat(calls).hasValue(31);
            assertThat(engine.script().calls("RunsTest.sum")).isEqualTo(1);
        }
    }

    @Test
    void aRunIsResumedWithMendedInputs() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<Integer> run = weft.submit(workflow(true));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkflowFailedException.class);
            assertThatThrownBy(() -> weft.resume(run.id()).await(LONG))
                    .isInstanceOf(WorkflowFailedException.class);
            assertThat(calls).hasValue(30);

            assertThat(weft.resume(run.id(), workflow(false)).await(LONG)).isEqualTo(76);
            assertThat(calls).hasValue(31);
            assertThat(weft.attach(run.id()).status()).isEqualTo(RunStatus.DONE);
        }
    }

    @Test
    void aRunIsNotResumedWithAnotherShape() {
        try (Weft weft = Weft.local()) {
            Run<Integer> run = weft.submit(workflow(true));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkflowFailedException.class);
            assertThatThrownBy(() -> weft.resume(run.id(), task(RunsTest::counted, value(1))))
                    .isInstanceOf(RunConflictException.class);
        }
    }

    static int blockingUnless(int n, boolean goesOn) throws InterruptedException {
        begun.countDown();
        if (!goesOn) {
            new CountDownLatch(1).await();
        }
        return n;
    }

    @Test
    void aCancelledRunIsResumed() throws Exception {
        try (Weft weft = Weft.local()) {
            Task<Integer> first =
                    task(RunsTest::counted, value(1)).with(options().withDeterministic(false));
            Run<Integer> run = weft.submit(task(RunsTest::blockingUnless, first, value(false)));
            begun.await();
            run.cancel();
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(RunCancelledException.class);
            Run<Integer> resumed =
                    weft.resume(run.id(), task(RunsTest::blockingUnless, first, value(true)));
            assertThat(resumed.await(LONG)).isEqualTo(2);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void resumingARunThatIsDoneGivesItsResult() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<Integer> run = weft.submit(workflow(false));
            run.await(LONG);
            assertThat(weft.resume(run.id()).await(LONG)).isEqualTo(76);
            assertThat(calls).hasValue(31);
        }
    }

    @Test
    void theSameWorkflowUnderTheSameIdIsTheSameRun() throws Exception {
        try (Weft weft = Weft.local()) {
            RunOptions id = RunOptions.standard().withId("monday");
            Run<Integer> one = weft.submit(workflow(false), id);
            Run<Integer> same = weft.submit(workflow(false), id);
            assertThat(one.await(LONG)).isEqualTo(76);
            assertThat(same.await(LONG)).isEqualTo(76);
            assertThat(weft.submit(workflow(false), id).await(LONG)).isEqualTo(76);
            assertThat(calls).hasValue(31);
        }
    }

    @Test
    void anotherWorkflowUnderTheSameIdIsRefused() throws Exception {
        try (Weft weft = Weft.local()) {
            RunOptions id = RunOptions.standard().withId("monday");
            weft.submit(workflow(false), id).await(LONG);
            assertThatThrownBy(() -> weft.submit(workflow(true), id))
                    .isInstanceOf(RunConflictException.class)
                    .hasMessageContaining("monday");
        }
    }

    @Test
    void aRunIsFoundByItsId() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<Integer> run = weft.submit(workflow(false));
            assertThat(weft.attach(run.id(), Integer.class).await(LONG)).isEqualTo(76);
            assertThat(weft.attach(run.id()).await(LONG)).isEqualTo(76);
            assertThatThrownBy(() -> weft.attach(new RunId("never")))
                    .isInstanceOf(RunNotFoundException.class)
                    .hasMessageContaining("never");
            assertThatThrownBy(() -> weft.resume(new RunId("never")))
                    .isInstanceOf(RunNotFoundException.class);
        }
    }

    @Test
    void aRunThatTakesLongerThanOneWaitsForItGoesOn() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<Integer> run = weft.submit(task(RunsTest::blockingUnless, value(1), value(false)));
            begun.await();
            assertThatThrownBy(() -> run.await(Duration.ofMillis(20)))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class)
                    .hasMessageContaining("RUNNING");
            assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        }
    }

    static int slowToStop() throws InterruptedException {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            boolean never = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            ended.set(!never);
        }
        return 1;
    }

    @Test
    void closingAnEngineCancelsItsRunsAndWaitsForTheirTasks() throws Exception {
        Weft weft = Weft.local();
        Run<Integer> run = weft.submit(task(RunsTest::slowToStop));
        begun.await();
        weft.close();
        assertThat(ended).isTrue();
        assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void whoeverWaitsForARunIsToldWhenItsEngineIsClosed() throws Exception {
        Weft weft = Weft.local();
        Run<Integer> run = weft.submit(task(RunsTest::blockingUnless, value(1), value(false)));
        begun.await();
        var waiting = run.result();
        weft.close();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RunCancelledException.class);
    }

    static int stubborn() {
        begun.countDown();
        while (!ended.get()) {
            Thread.onSpinWait();
        }
        return 1;
    }

    @Test
    void closingAnEngineWaitsForTasksThatIgnoreInterruptionThroughTheGraceOnly() throws Exception {
        Weft weft = Weft.local(EngineSettings.standard().withGrace(Duration.ofMillis(100)));
        weft.submit(task(RunsTest::stubborn));
        begun.await();
        long before = System.nanoTime();
        weft.close();
        ended.set(true);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aClosedEngineRefusesWorkByName() {
        Weft weft = Weft.local();
        weft.close();
        assertThatThrownBy(() -> weft.submit(workflow(false)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void anEngineIsClosedTwiceLikeOnce() {
        Weft weft = Weft.local();
        weft.close();
        weft.close();
        assertThatThrownBy(() -> weft.submit(workflow(false)))
                .isInstanceOf(IllegalStateException.class);
    }
}
