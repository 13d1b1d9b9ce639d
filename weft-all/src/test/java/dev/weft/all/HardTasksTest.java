package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.ErrorCode;
import dev.weft.model.FunctionProgress;
import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskError;
import dev.weft.spi.EngineSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that misbehave, on the local engine in real time. After each, the engine still works.
@Timeout(60)
final class HardTasksTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /// Lets go whoever ignores interruption, so that no thread is left behind.
    private static volatile boolean released;

    private final Weft weft =
            Weft.local(EngineSettings.standard().withGrace(Duration.ofMillis(200)));

    @AfterEach
    void theEngineStillWorks() throws Exception {
        released = true;
        assertThat(weft.submit(task(HardTasksTest::one)).await(LONG)).isEqualTo(1);
        weft.close();
    }

    static int one() {
        return 1;
    }

    private <R> List<TaskError> errorsOf(Arg<R> sink) {
        return errorsOf(weft.<R>submit(sink));
    }

    private static List<TaskError> errorsOf(Run<?> run) {
        WorkflowFailedException thrown =
                catchThrowableOfType(WorkflowFailedException.class, () -> run.await(LONG));
        assertThat(thrown).isNotNull();
        return thrown.errors();
    }

    static int throwing(String what) throws IOException {
        throw new IOException(what, new IllegalStateException("the cause"));
    }

    @Test
    void aTaskThatThrowsIsReportedWithTypeMessageCauseAndTheUsersFrames() {
        TaskError error = errorsOf(task(HardTasksTest::throwing, value("disk"))).getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.TASK_THREW);
        assertThat(error.function()).isEqualTo("HardTasksTest.throwing");
        assertThat(error.type()).isEqualTo("java.io.IOException");
        assertThat(error.message()).isEqualTo("disk");
        assertThat(error.userFrames().getFirst()).contains("HardTasksTest.throwing");
        assertThat(error.userFrames()).noneMatch(frame -> frame.contains("dev.weft.worker"));
        assertThat(error.causes()).containsExactly("java.lang.IllegalStateException: the cause");
    }

    /// Breaks what it is asked for when its message is read.
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    static int throwingUnreadably() {
        throw new Unreadable();
    }

    @Test
    void anExceptionThatThrowsWhenItIsReadIsReportedAllTheSame() {
        TaskError error = errorsOf(task(HardTasksTest::throwingUnreadably)).getFirst();
        assertThat(error.type()).endsWith("Unreadable");
        assertThat(error.message()).contains("cannot be read");
    }

    static int blocking() throws InterruptedException {
        new CountDownLatch(1).await();
        return 1;
    }

    @Test
    void aTaskThatBlocksIsInterruptedByItsTimeout() {
        Task<Integer> blocking =
                task(HardTasksTest::blocking).with(options().withTimeout(Duration.ofMillis(100)));
        TaskError error = errorsOf(blocking).getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.TASK_TIMED_OUT);
        assertThat(error.message()).contains("HardTasksTest.blocking").contains("PT0.1S");
        assertThat(error.userFrames().getFirst()).contains("HardTasksTest.blocking");
    }

    static int sleepingOn() {
        while (!released) {
            try {
                new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.onSpinWait(); // goes on: that is what it is about
            }
        }
        return 1;
    }

    static int spinning() {
        long spins = 0;
        while (!released) {
            spins++;
            Thread.onSpinWait();
        }
        return (int) spins | 1;
    }

    private static Task<Integer> quicklyTimedOut(Task<Integer> task) {
        return task.with(options().withTimeout(Duration.ofMillis(100)));
    }

    @Test
    void aTaskThatSleepsOnThoughInterruptedIsAbandonedAndNamed() {
        released = false;
        TaskError error = errorsOf(quicklyTimedOut(task(HardTasksTest::sleepingOn))).getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.TASK_TIMED_OUT);
        assertThat(error.message()).contains("HardTasksTest.sleepingOn").contains("abandoned");
        assertThat(error.userFrames()).anyMatch(frame -> frame.contains("sleepingOn"));
    }

    @Test
    void aTaskThatSpinsOnThoughInterruptedIsAbandonedAndNamed() {
        released = false;
        TaskError error = errorsOf(quicklyTimedOut(task(HardTasksTest::spinning))).getFirst();
        assertThat(error.message()).contains("HardTasksTest.spinning").contains("abandoned");
        assertThat(error.userFrames()).anyMatch(frame -> frame.contains("spinning"));
    }

    static int waitingALittle() throws InterruptedException {
        Thread.sleep(300);
        return 1;
    }

    @Test
    void siblingsGoOnThoughAsManyTasksSpinAsThereAreCores() {
        released = false;
        int cores = Runtime.getRuntime().availableProcessors();
        List<Task<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(task(HardTasksTest::waitingALittle));
        }
        for (int i = 0; i < cores + 1; i++) {
            all.add(quicklyTimedOut(task(HardTasksTest::spinning)));
        }
        for (int i = 0; i < 10; i++) {
            all.add(task(HardTasksTest::waitingALittle));
        }
        Run<List<Integer>> run = weft.submit(list(all), RunOptions.standard().withGoOn(true));
        assertThat(errorsOf(run))
                .hasSize(cores + 1)
                .allMatch(error -> error.message().contains("abandoned"));
        FunctionProgress siblings =
                run.progress().stream()
                        .filter(progress -> progress.name().endsWith("waitingALittle"))
                        .findFirst()
                        .orElseThrow();
        assertThat(siblings.done()).isEqualTo(20);
        assertThat(siblings.failed()).isZero();
    }

    @Test
    void otherRunsGoOnThoughAsManyTasksSpinAsThereAreCores() throws Exception {
        released = false;
        int cores = Runtime.getRuntime().availableProcessors();
        List<Task<Integer>> spinning = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            spinning.add(quicklyTimedOut(task(HardTasksTest::spinning)));
        }
        errorsOf(list(spinning));
        assertThat(weft.submit(task(HardTasksTest::waitingALittle)).await(LONG)).isEqualTo(1);
    }

    record Holder(String name, Thread thread) {}

    static Holder thread() {
        return new Holder("x", Thread.currentThread());
    }

    @Test
    void aResultThatCannotBeEncodedIsRefusedWithThePathToTheCulprit() {
        TaskError error = errorsOf(task(HardTasksTest::thread)).getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.CANNOT_ENCODE_OUTPUT);
        assertThat(error.function()).isEqualTo("HardTasksTest.thread");
        assertThat(error.message()).contains("thread");
    }

    static List<Object> nested() {
        List<Object> outermost = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            List<Object> outer = new ArrayList<>();
            outer.add(outermost);
            outermost = outer;
        }
        return outermost;
    }

    static int depth(List<Object> nested) {
        int depth = 1;
        Object inner = nested;
        while (inner instanceof List<?> list && !list.isEmpty()) {
            inner = list.getFirst();
            depth++;
        }
        return depth;
    }

    @Test
    void aResultThatIsNestedTooDeepToBeEncodedFailsItsTaskAlone() {
        TaskError error =
                errorsOf(task(HardTasksTest::depth, task(HardTasksTest::nested))).getFirst();
        assertThat(error.code()).isIn(ErrorCode.CANNOT_ENCODE_OUTPUT, ErrorCode.STACK_OVERFLOW);
        assertThat(error.function()).isEqualTo("HardTasksTest.nested");
    }

    @SuppressWarnings("InfiniteRecursion") // that is what it is about
    static int recursing(int n) {
        return recursing(n + 1) + 1;
    }

    @Test
    void aTaskThatOverflowsTheStackFailsAtOnce() {
        Task<Integer> recursing =
                task(HardTasksTest::recursing, value(0))
                        .with(options().withRetry(RetryPolicy.fixed(5, Duration.ZERO)));
        assertThat(errorsOf(recursing))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.STACK_OVERFLOW);
                    assertThat(error.userFrames()).anyMatch(f -> f.contains("recursing"));
                });
    }

    static int hoarding() {
        return new long[Integer.MAX_VALUE - 8].length; // 16 GiB
    }

    @Test
    void aTaskThatRunsOutOfMemoryIsTriedAgainAndReported() {
        Task<Integer> hoarding =
                task(HardTasksTest::hoarding)
                        .with(options().withRetry(RetryPolicy.fixed(2, Duration.ZERO)));
        TaskError error = errorsOf(hoarding).getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
        assertThat(error.attempt()).isEqualTo(2);
        assertThat(error.userFrames().getFirst()).contains("hoarding");
    }

    static List<Object> cyclic() {
        List<Object> self = new ArrayList<>();
        self.add(self);
        return self;
    }

    @SuppressWarnings("ReferenceEquality") // equals() would not end
    static boolean holdsItself(List<Object> self) {
        return self.getFirst() == self;
    }

    @Test
    void aResultThatHoldsItselfIsEitherKeptOrRefusedByName() throws Exception {
        Run<Boolean> run =
                weft.submit(task(HardTasksTest::holdsItself, task(HardTasksTest::cyclic)));
        try {
            assertThat(run.await(LONG)).isTrue();
        } catch (WorkflowFailedException e) {
            assertThat(e.errors().getFirst().function()).isEqualTo("HardTasksTest.cyclic");
        }
    }
}
