package dev.weft;

import static dev.weft.Weft.action;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.RunId;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.spi.Engine;
import dev.weft.spi.EngineProvider;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.RunConflictException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunTest {
    private static final RunId NIGHTLY = new RunId("nightly");
    private static volatile CountDownLatch gate = new CountDownLatch(0);
    private static volatile boolean mended;

    private final FakeEngine engine = new FakeEngine();
    private final Weft weft = Weft.open(engine);

    @AfterEach
    void close() {
        weft.close();
        assertThat(engine.closed).isTrue();
    }

    @Test
    void resultIsThatOfTheSink() throws Exception {
        Run<Integer> run = weft.submit(task(Fns::add, task(Fns::zero), task(Fns::inc, value(1))));
        int result = run.await();
        assertThat(result).isEqualTo(2);
        assertThat(run.await(Duration.ofSeconds(10))).isEqualTo(2);
        assertThat(run.result().get(10, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.errors()).isEmpty();
        assertThat(run.statistics().tasks()).isEqualTo(3);
        assertThat(run.progress()).singleElement().matches(all -> all.done() == 3);
        assertThat(run.events(2)).singleElement().matches(event -> event.sequence() == 2);
        assertThat(run.events(1, 1, Duration.ZERO)).hasSize(1);
        assertThat(run).hasToString("run " + run.id());
    }

    @Test
    void severalResultsComeFromOneSubmit() throws Exception {
        List<Integer> both = weft.submit(list(task(Fns::zero), task(Fns::inc, value(1)))).await();
        assertThat(both).containsExactly(0, 2);
    }

    @Test
    void actionAndNullHaveNoResult() throws Exception {
        assertThat(weft.submit(action(RunTest::nothing)).await()).isNull();
        assertThat(weft.submit(value(null)).result().get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void failedRunThrowsEveryError() {
        Run<Integer> run = weft.submit(task(RunTest::fail).withName("bad"));
        assertThatThrownBy(run::await)
                .isInstanceOfSatisfying(
                        WorkflowFailedException.class,
                        failed -> {
                            assertThat(failed.run()).isEqualTo(run.id());
                            assertThat(failed.errors())
                                    .singleElement()
                                    .extracting(TaskError::name)
                                    .isEqualTo("bad");
                        })
                .hasMessageContaining("task 0 'bad' failed in attempt 1 of 1")
                .hasMessageContaining("java.lang.IllegalStateException: on purpose");
        assertThatThrownBy(() -> run.result().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WorkflowFailedException.class);
        assertThat(run.errors()).hasSize(1);
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void cancelledRunThrowsThatItWas() {
        gate = new CountDownLatch(1);
        Run<Integer> run = weft.submit(task(RunTest::waitAtGate));
        assertThatThrownBy(() -> run.await(Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("run run-1 must end within PT0.001S, was still RUNNING");
        assertThat(run.cancel()).isEqualTo(RunStatus.RUNNING);
        assertThatThrownBy(run::await)
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("run run-1 was cancelled");
        assertThat(run.cancel()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void sameIdIsTheSameRunAndAnotherWorkflowUnderItIsRefused() throws Exception {
        RunOptions options = RunOptions.standard().withId("nightly");
        Run<Integer> run = weft.submit(task(Fns::inc, value(1)), options);
        Run<Integer> again = weft.submit(task(Fns::inc, value(1)), options);
        assertThat(again.id()).isEqualTo(run.id()).isEqualTo(NIGHTLY);
        assertThat(again.await()).isEqualTo(2);
        assertThatThrownBy(() -> weft.submit(task(Fns::inc, value(2)), options))
                .isInstanceOf(RunConflictException.class);
        assertThatThrownBy(() -> RunOptions.standard().withId("a b"))
                .hasMessageContaining("run id must be");
    }

    @Test
    void attachFindsARunAndChecksTheTypeOfItsResult() throws Exception {
        weft.submit(task(Fns::inc, value(1)), RunOptions.standard().withId(NIGHTLY));
        assertThat(weft.attach(NIGHTLY).await()).isEqualTo(2);
        assertThat(weft.attach(NIGHTLY, Integer.class).await()).isEqualTo(2);
        Run<String> wrong = weft.attach(NIGHTLY, String.class);
        assertThatThrownBy(wrong::await).isInstanceOf(ClassCastException.class);
    }

    @Test
    void unknownRunIsRefusedByName() {
        RunId unknown = new RunId("unknown");
        assertThatThrownBy(() -> weft.attach(unknown))
                .isInstanceOfSatisfying(
                        RunNotFoundException.class,
                        missing -> assertThat(missing.run()).isEqualTo(unknown))
                .hasMessageContaining("run unknown does not exist");
        assertThatThrownBy(() -> weft.resume(unknown)).isInstanceOf(RunNotFoundException.class);
        assertThatThrownBy(() -> weft.resume(unknown, task(Fns::zero)))
                .isInstanceOf(RunNotFoundException.class);
    }

    @Test
    void resumedRunGoesOn() throws Exception {
        mended = false;
        Task<Integer> sink = task(Fns::inc, task(RunTest::failUnlessMended, value("first")));
        Run<Integer> run = weft.submit(sink, RunOptions.standard().withId(NIGHTLY));
        assertThatThrownBy(run::await).isInstanceOf(WorkflowFailedException.class);
        mended = true;
        assertThat(weft.resume(NIGHTLY).await()).isEqualTo(6);
    }

    @Test
    void resumedRunTakesMendedConstantsOfTheSameShapeOnly() throws Exception {
        mended = true;
        Run<Integer> run =
                weft.submit(
                        task(RunTest::failUnlessMended, value("")),
                        RunOptions.standard().withId(NIGHTLY));
        assertThatThrownBy(run::await).isInstanceOf(WorkflowFailedException.class);
        assertThat(weft.resume(NIGHTLY, task(RunTest::failUnlessMended, value("four"))).await())
                .isEqualTo(4);
        assertThatThrownBy(() -> weft.resume(NIGHTLY, task(Fns::zero)))
                .isInstanceOf(RunConflictException.class);
    }

    @Test
    void taskKnowsItsOwnExecution() throws Exception {
        List<Object> seen = weft.submit(task(RunTest::context).withName("me")).await();
        assertThat(seen).containsExactly("run-1", 0, "me", 1, 77L, false);
        assertThat(TaskContext.find()).isEmpty();
        assertThatThrownBy(TaskContext::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TaskContext.find()");
        Run<Void> reporting = weft.submit(action(() -> TaskContext.current().progress(0.5)));
        assertThatThrownBy(reporting::await).hasMessageContaining("progress was 0.5");
    }

    @Test
    void engineThatIsNotOnTheClassPathIsRefusedWithWhatToDo() {
        assertThatThrownBy(Weft::local)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("engine 'local' does not exist on the class path; known: []")
                .hasMessageContaining("dev.weft:weft");
        assertThatThrownBy(() -> Weft.local(EngineSettings.standard()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void engineIsFoundByNameWhereTheApplicationsClassesAre(@TempDir Path services)
            throws Exception {
        Path file = services.resolve("META-INF/services/" + EngineProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, FakeEngineProvider.class.getName());
        try (URLClassLoader application =
                        new URLClassLoader(
                                new URL[] {services.toUri().toURL()},
                                RunTest.class.getClassLoader());
                Weft local = Weft.local(EngineSettings.standard().withApplication(application))) {
            assertThat(local.submit(task(Fns::inc, value(1))).await()).isEqualTo(2);
        }
    }

    /// Found by the test above only.
    public static final class FakeEngineProvider implements EngineProvider {
        @Override
        public String name() {
            return "local";
        }

        @Override
        public Engine open(EngineSettings settings) {
            return new FakeEngine();
        }
    }

    private static void nothing() {}

    private static int fail() {
        throw new IllegalStateException("on purpose");
    }

    private static int waitAtGate() throws InterruptedException {
        gate.await();
        return 1;
    }

    private static int failUnlessMended(String text) {
        if (!mended || text.isEmpty()) {
            throw new IllegalStateException("not mended");
        }
        return text.length();
    }

    private static List<Object> context() {
        TaskContext context = TaskContext.current();
        return List.of(
                context.run().value(),
                context.task(),
                context.name(),
                context.attempt(),
                context.fencingToken(),
                context.cancelled());
    }
}
