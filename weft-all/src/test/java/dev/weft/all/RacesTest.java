package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Run;
import dev.weft.RunCancelledException;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.core.HoldRules;
import dev.weft.model.RunId;
import dev.weft.model.TaskError;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.RunHandle;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.testkit.TestEngine;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens between two steps: somebody cancels, interrupts, asks for the same, or the store
/// does not answer.
@Timeout(60)
final class RacesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AtomicInteger calls = new AtomicInteger();
    private static volatile CountDownLatch begun = new CountDownLatch(1);

    @BeforeEach
    void reset() {
        calls.set(0);
        begun = new CountDownLatch(1);
    }

    static int one() {
        return 1;
    }

    static int counted(List<Integer> numbers) {
        calls.incrementAndGet();
        return numbers.size();
    }

    static int blocking(int n) throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return n;
    }

    static int unless(int n, boolean broken) throws IOException {
        if (broken) {
            throw new IOException("broken");
        }
        return n;
    }

    static int plus(int a, int b) {
        return a + b;
    }

    private static Task<Integer> fanIn() {
        return task(RacesTest::counted, list(List.of(task(RacesTest::one), task(RacesTest::one))));
    }

    private static TestEngine engine(EngineSettings settings, StoreWith.Around around) {
        return TestEngine.open(
                settings, 1, parts -> parts.withStore(StoreWith.around(parts.store(), around)));
    }

    @Test
    void aTaskWhoseRunIsCancelledWhileItsInputsAreReadIsNotCalled() {
        RunId id = new RunId("cancelled");
        CompletableFuture<Weft> user = new CompletableFuture<>();
        StoreWith.Around around =
                (step, go) -> {
                    if (step.equals("results")) {
                        user.join().attach(id).cancel();
                    }
                    return go.take();
                };
        try (TestEngine engine = engine(EngineSettings.standard(), around);
                Weft weft = Weft.open(engine)) {
            user.complete(weft);
            Run<Integer> run = weft.submit(fanIn(), RunOptions.standard().withId(id));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(RunCancelledException.class);
            assertThat(calls).hasValue(0);
        }
    }

    @Test
    void whoeverWaitsForARunCanBeInterrupted() throws Exception {
        try (Weft weft = Weft.local()) {
            Run<Integer> run = weft.submit(task(RacesTest::blocking, value(1)));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread waiting =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    run.await();
                                } catch (InterruptedException e) {
                                    end.complete(e);
                                }
                            });
            waiting.interrupt();
            assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aRunIsFoundAsSoonAsTheStoreHasIt() throws Exception {
        RunId id = new RunId("twice");
        CompletableFuture<Weft> user = new CompletableFuture<>();
        CompletableFuture<Run<?>> found = new CompletableFuture<>();
        StoreWith.Around around =
                (step, go) -> {
                    Object answer = go.take();
                    if (step.equals("submit")) {
                        Thread.ofPlatform()
                                .start(() -> found.completeAsync(() -> user.join().attach(id)));
                        await(found);
                    }
                    return answer;
                };
        try (TestEngine engine = engine(EngineSettings.standard(), around);
                Weft weft = Weft.open(engine)) {
            user.complete(weft);
            Run<Integer> run = weft.submit(fanIn(), RunOptions.standard().withId(id));
            assertThat(found.get(10, TimeUnit.SECONDS).id()).isEqualTo(id);
            assertThat(run.await(LONG)).isEqualTo(2);
        }
    }

    /// Gives the other one a moment to go wrong; that it waits for the submission is right.
    private static void await(CompletableFuture<?> other) throws Exception {
        try {
            other.get(200, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            assertThat(other).isNotDone();
        }
    }

    @Test
    void inputsThatCannotBeReadAtOnceAreAskedForAgain() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        StoreWith.Around around =
                (step, go) -> {
                    if (step.equals("results") && reads.incrementAndGet() <= 5) {
                        throw new StoreUnavailableException("away", new IOException("as asked"));
                    }
                    return go.take();
                };
        EngineSettings standard = EngineSettings.standard();
        EngineSettings strict = standard.withLimits(standard.limits().withPoisonLimit(1));
        try (TestEngine engine = engine(strict, around);
                Weft weft = Weft.open(engine)) {
            assertThat(weft.submit(fanIn()).await(LONG)).isEqualTo(2);
            assertThat(reads).hasValue(6);
        }
    }

    @Test
    void aDefectInAStepLeavesTheTaskToBeTriedAgain() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        StoreWith.Around around =
                (step, go) -> {
                    if (step.equals("commit") && broken.compareAndSet(false, true)) {
                        throw new IllegalStateException("as asked for");
                    }
                    return go.take();
                };
        try (TestEngine engine = engine(EngineSettings.standard(), around);
                Weft weft = Weft.open(engine)) {
            assertThat(weft.submit(fanIn()).await(LONG)).isEqualTo(2);
        }
    }

    @Test
    void runsThatHaveExpiredAreForgottenThoughOthersGoOn() throws Exception {
        EngineSettings standard = EngineSettings.standard();
        Duration retention = Duration.ofMinutes(1);
        EngineSettings brief = standard.withLimits(standard.limits().withRetention(retention));
        try (TestEngine engine = TestEngine.open(brief);
                Weft weft = Weft.open(engine)) {
            for (int i = 0; i < 40; i++) {
                weft.submit(task(RacesTest::blocking, value(i)));
            }
            List<WeakReference<RunHandle>> ended = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                ended.add(new WeakReference<>(ended(weft, engine)));
            }
            engine.time().advance(retention.multipliedBy(2));
            for (int i = 0; i < 40; i++) {
                ended(weft, engine);
            }
            for (int i = 0; i < 50 && !areGone(ended); i++) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(areGone(ended)).isTrue();
        }
    }

    private static RunHandle ended(Weft weft, TestEngine engine) throws Exception {
        Run<Integer> run = weft.submit(fanIn());
        assertThat(run.await(LONG)).isEqualTo(2);
        return engine.attach(run.id()).orElseThrow();
    }

    private static boolean areGone(List<WeakReference<RunHandle>> handles) {
        return handles.stream().allMatch(handle -> handle.get() == null);
    }

    /// Two inputs, one of which may be broken; the other one's output is held if it comes last.
    private static Task<Integer> joined(boolean broken) {
        Task<Integer> maybe = task(RacesTest::unless, value(1), value(broken));
        Task<Integer> late = task(RacesTest::one);
        return task(RacesTest::plus, maybe, late);
    }

    private static TestEngine holding() {
        return TestEngine.open(
                EngineSettings.standard(), 1, parts -> parts.withHolds(new HoldRules(0)));
    }

    @Test
    void aChildOfAHeldOutputIsSkippedIfAnotherInputFailed() throws Exception {
        try (TestEngine engine = holding();
                Weft weft = Weft.open(engine)) {
            engine.script().on("RacesTest.one").delay(Duration.ofMinutes(1));
            Run<Integer> run = weft.submit(joined(true), RunOptions.standard().withGoOn(true));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkflowFailedException.class);
            assertThat(run.errors()).extracting(TaskError::message).containsExactly("broken");
            assertThat(weft.resume(run.id(), joined(false)).await(LONG)).isEqualTo(2);
        }
    }

    private static Task<Integer> chain(boolean broken) {
        Task<Integer> one = task(RacesTest::one);
        Task<Integer> left = task(RacesTest::unless, one, value(broken));
        return task(RacesTest::plus, left, task(RacesTest::unless, one, value(false)));
    }

    @Test
    void anOutputWhoseHeldReaderFailedIsThereWhenTheRunIsResumed() throws Exception {
        try (TestEngine engine = holding();
                Weft weft = Weft.open(engine)) {
            Run<Integer> run = weft.submit(chain(true), RunOptions.standard().withGoOn(true));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkflowFailedException.class);
            assertThat(weft.resume(run.id(), chain(false)).await(LONG)).isEqualTo(2);
        }
    }

    static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new StackOverflowError();
        }

        @Override
        @SuppressWarnings("NullAway") // as hostile as it gets
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    static int hostile(int n) {
        if (n > 0) {
            throw new Hostile();
        }
        return n;
    }

    @Test
    void anExceptionThatAnswersNoQuestionIsReported() {
        try (TestEngine engine = TestEngine.open();
                Weft weft = Weft.open(engine)) {
            Run<Integer> run = weft.submit(task(RacesTest::hostile, value(1)));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkflowFailedException.class);
            assertThat(run.errors().getFirst().type()).endsWith("Hostile");
            assertThat(run.errors().getFirst().message()).contains("cannot be read");
        }
    }
}
