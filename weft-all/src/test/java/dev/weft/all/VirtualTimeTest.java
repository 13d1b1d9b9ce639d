package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Options;
import dev.weft.Run;
import dev.weft.RunCancelledException;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.ErrorCode;
import dev.weft.model.RetryPolicy;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.spi.EngineSettings;
import dev.weft.testkit.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Back-offs, timeouts, leases and lost workers on virtual time.
@Timeout(60)
final class VirtualTimeTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final String NEXT = "VirtualTimeTest.next";

    private final TestEngine engine = TestEngine.open();
    private final Weft weft = Weft.open(engine);
    private final Instant begin = engine.time().now();

    @AfterEach
    void close() {
        weft.close();
    }

    static int next(int n) {
        return n + 1;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).sum();
    }

    private static Task<Integer> next(Options options) {
        return task(VirtualTimeTest::next, value(1)).with(options);
    }

    private static Task<Integer> next(RetryPolicy retry) {
        return next(options().withRetry(retry));
    }

    private static RetryPolicy doubling(int attempts, double jitter) {
        return new RetryPolicy(attempts, Duration.ofSeconds(1), 2, Duration.ofMinutes(10), jitter);
    }

    private Duration elapsed() {
        return Duration.between(begin, engine.time().now());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private List<TaskError> errorsOf(Run<?> run) {
        assertThatThrownBy(run::await).isInstanceOf(WorkflowFailedException.class);
        return run.errors();
    }

    @Test
    void timeStandsWhileNothingIsToBeDone() throws Exception {
        assertThat(weft.submit(next(options())).await()).isEqualTo(2);
        assertThat(elapsed()).isZero();
        engine.time().advance(Duration.ofDays(1));
        assertThat(elapsed()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void eachAttemptWaitsForItsBackOff() throws Exception {
        engine.script().on(NEXT).attempts(1, 2).fail(new IOException("disk"));
        assertThat(weft.submit(next(doubling(3, 0))).await()).isEqualTo(2);
        assertThat(elapsed()).isBetween(seconds(3), seconds(3.01));
    }

    @Test
    void backOffsLongerThanAThirdOfTheLeaseAreWaitedForInTheStore() throws Exception {
        engine.script().on(NEXT).attempts(1).fail(new IOException("disk"));
        Task<Integer> sink = next(RetryPolicy.fixed(2, Duration.ofHours(9)));
        assertThat(weft.submit(sink).await()).isEqualTo(2);
        assertThat(elapsed()).isBetween(Duration.ofHours(9), Duration.ofHours(9).plusSeconds(5));
    }

    @Test
    void shortAndLongBackOffsTogetherMakeNoMoreAttemptsThanThePolicyAllows() {
        engine.script().on(NEXT).fail(new IOException("disk"));
        Run<Integer> run = weft.submit(next(doubling(6, 0)));
        List<TaskError> errors = errorsOf(run);
        assertThat(engine.script().calls(NEXT)).isEqualTo(6);
        assertThat(elapsed()).isBetween(seconds(1 + 2 + 4 + 8 + 16), seconds(32));
        assertThat(errors.getLast().attempt()).isEqualTo(6);
        assertThat(errors.getLast().last()).isTrue();
    }

    @Test
    void jitterTakesARandomShareOffEachWait() throws Exception {
        engine.script().on(NEXT).attempts(1).fail(new IOException("disk"));
        RetryPolicy retry =
                new RetryPolicy(2, Duration.ofSeconds(100), 1, Duration.ofSeconds(100), 0.5);
        weft.submit(list(next(retry), next(retry), next(retry))).await();
        assertThat(elapsed()).isBetween(seconds(50), seconds(101));
        assertThat(elapsed()).isNotEqualTo(seconds(100));
    }

    @Test
    void stackOverflowsAreNotTriedAgain() {
        engine.script().on(NEXT).fail(new StackOverflowError());
        List<TaskError> errors = errorsOf(weft.submit(next(doubling(5, 0))));
        assertThat(errors)
                .singleElement()
                .extracting(TaskError::code)
                .isEqualTo(ErrorCode.STACK_OVERFLOW);
        assertThat(engine.script().calls(NEXT)).isEqualTo(1);
    }

    @Test
    void aDelayedTaskIsInterruptedByItsTimeout() {
        engine.script().on(NEXT).delay(Duration.ofHours(2));
        Run<Integer> run = weft.submit(next(options().withTimeout(Duration.ofMinutes(40))));
        assertThat(errorsOf(run))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.TASK_TIMED_OUT);
                    assertThat(error.message()).contains(NEXT).contains("PT40M");
                });
        assertThat(elapsed()).isEqualTo(Duration.ofMinutes(40));
    }

    @Test
    void aTimeoutThatStruckOnceIsTriedAgain() throws Exception {
        engine.script().on(NEXT).attempts(1).delay(Duration.ofHours(2));
        Options options =
                options()
                        .withTimeout(Duration.ofMinutes(1))
                        .withRetry(RetryPolicy.fixed(2, Duration.ZERO));
        assertThat(weft.submit(next(options)).await()).isEqualTo(2);
        assertThat(elapsed()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aTaskThatTakesLongerThanItsLeaseKeepsItsClaim() throws Exception {
        engine.script().on(NEXT).delay(Duration.ofMinutes(59));
        assertThat(weft.submit(next(options())).await()).isEqualTo(2);
        assertThat(engine.script().calls(NEXT)).isEqualTo(1);
    }

    @Test
    void aTaskWhoseWorkerDiedIsExecutedAgainWhenItsLeaseHasPassed() throws Exception {
        engine.script().on(NEXT).attempts(1).loseWorker();
        assertThat(weft.submit(next(options())).await()).isEqualTo(2);
        assertThat(engine.script().calls(NEXT)).isEqualTo(2);
        assertThat(elapsed()).isBetween(LEASE, LEASE.plusSeconds(1));
    }

    @Test
    void aTaskWhoseWorkerDiedBeforeItsCommitIsExecutedAgain() throws Exception {
        engine.script().on(NEXT).attempts(1).loseWorkerAfterwards();
        assertThat(weft.submit(task(VirtualTimeTest::sum, list(next(options())))).await())
                .isEqualTo(2);
        assertThat(engine.script().calls(NEXT)).isEqualTo(2);
    }

    @Test
    void aWorkerThatDiesWithinASegmentRepeatsTheSegment() throws Exception {
        Task<Integer> last = task(VirtualTimeTest::next, value(0));
        for (int i = 0; i < 9; i++) {
            last = task(VirtualTimeTest::next, last);
        }
        engine.script().on(NEXT).calls(7).loseWorker();
        assertThat(weft.submit(last).await()).isEqualTo(10);
        assertThat(engine.script().calls(NEXT)).isEqualTo(17);
    }

    @Test
    void aTaskThatKillsThreeWorkersFailsTheRunAsPoison() {
        engine.script().on(NEXT).loseWorker();
        assertThat(errorsOf(weft.submit(next(options()))))
                .singleElement()
                .extracting(TaskError::code)
                .isEqualTo(ErrorCode.POISON);
        assertThat(engine.script().calls(NEXT)).isEqualTo(3);
    }

    @Test
    void lostWorkersAreNoAttemptsOfTheTask() throws Exception {
        engine.script().on(NEXT).attempts(1, 3).loseWorker();
        engine.script().on(NEXT).attempts(2).fail(new IOException("disk"));
        assertThat(weft.submit(next(RetryPolicy.fixed(2, Duration.ofSeconds(1)))).await())
                .isEqualTo(2);
        assertThat(engine.script().calls(NEXT)).isEqualTo(4);
    }

    @Test
    void aRunThatPassesItsHardEndFails() {
        EngineSettings standard = EngineSettings.standard();
        EngineSettings hour =
                standard.withLimits(standard.limits().withHardEnd(Duration.ofHours(1)));
        try (TestEngine own = TestEngine.open(hour);
                Weft other = Weft.open(own)) {
            own.script().on(NEXT).delay(Duration.ofHours(9));
            Run<Integer> run = other.submit(next(options().withTimeout(Duration.ofHours(10))));
            assertThat(errorsOf(run))
                    .singleElement()
                    .extracting(TaskError::code)
                    .isEqualTo(ErrorCode.EXPIRED);
        }
    }

    @Test
    void aRunIsGoneWhenItsRetentionIsOver() throws Exception {
        Run<Integer> run = weft.submit(next(options()));
        run.await();
        engine.time().advance(Duration.ofHours(23));
        assertThat(weft.attach(run.id()).status()).isEqualTo(RunStatus.DONE);
        engine.time().advance(Duration.ofHours(2));
        assertThatThrownBy(() -> weft.attach(run.id())).hasMessageContaining("retention is over");
    }

    @Test
    void aRunIsCancelledWhileItBacksOff() {
        engine.time().stand();
        engine.script().on(NEXT).fail(new IOException("disk"));
        Run<Integer> run = weft.submit(next(RetryPolicy.fixed(9, Duration.ofDays(1))));
        engine.time().advance(Duration.ofHours(30));
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.cancel()).isEqualTo(RunStatus.RUNNING);
        engine.time().flow();
        assertThatThrownBy(run::await).isInstanceOf(RunCancelledException.class);
        assertThat(engine.script().calls(NEXT)).isEqualTo(2);
    }

    private static final class Blocking {
        private static volatile CountDownLatch released = new CountDownLatch(1);
        private static volatile CountDownLatch interrupted = new CountDownLatch(1);

        static void reset() {
            released = new CountDownLatch(1);
            interrupted = new CountDownLatch(1);
        }

        static int obediently() throws InterruptedException {
            try {
                released.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return 1;
        }

        static int stubbornly() {
            while (true) {
                try {
                    released.await();
                    return 1;
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
        }
    }

    @Test
    void aTimeoutInterruptsATaskThatBlocks() throws Exception {
        Blocking.reset();
        Run<Integer> run =
                weft.submit(
                        task(Blocking::obediently)
                                .with(options().withTimeout(Duration.ofMinutes(1))));
        engine.script().awaitCalls("Blocking.obediently", 1);
        engine.time().advance(Duration.ofSeconds(59));
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        engine.time().advance(Duration.ofSeconds(2));
        assertThat(errorsOf(run))
                .singleElement()
                .extracting(TaskError::code)
                .isEqualTo(ErrorCode.TASK_TIMED_OUT);
        assertThat(Blocking.interrupted.getCount()).isZero();
    }

    @Test
    void aTaskThatIgnoresItsInterruptionIsAbandonedAfterTheGraceAndNamed() throws Exception {
        Blocking.reset();
        Run<Integer> run =
                weft.submit(
                        task(Blocking::stubbornly)
                                .with(options().withTimeout(Duration.ofMinutes(1))));
        engine.script().awaitCalls("Blocking.stubbornly", 1);
        engine.time().advance(Duration.ofSeconds(61));
        assertThat(Blocking.interrupted.getCount()).isZero();
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        engine.time().advance(Duration.ofSeconds(2));
        TaskError error = errorsOf(run).getFirst();
        assertThat(error.code()).isEqualTo(ErrorCode.TASK_TIMED_OUT);
        assertThat(error.message()).contains("Blocking.stubbornly").contains("was abandoned");
        assertThat(error.userFrames()).anyMatch(frame -> frame.contains("Blocking.stubbornly"));
        Blocking.released.countDown();
    }

    @Test
    void timePassesByItselfThoughAnAbandonedTaskRunsOn() throws Exception {
        Blocking.reset();
        Task<Integer> stubborn =
                task(Blocking::stubbornly)
                        .with(
                                options()
                                        .withTimeout(Duration.ofMinutes(1))
                                        .withRetry(RetryPolicy.fixed(2, Duration.ofHours(5))));
        engine.script().on("Blocking.stubbornly").attempts(2).fail(new IOException("disk"));
        Run<Integer> run = weft.submit(stubborn);
        engine.script().awaitCalls("Blocking.stubbornly", 1);
        engine.time().advance(Duration.ofSeconds(70));
        assertThat(errorsOf(run)).hasSize(2);
        assertThat(elapsed()).isGreaterThan(Duration.ofHours(5));
        Blocking.released.countDown();
    }
}
