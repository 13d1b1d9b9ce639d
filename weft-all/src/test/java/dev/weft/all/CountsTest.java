package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.FunctionProgress;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.testkit.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Progress says how many tasks there are, and that all are done when they are.
@Timeout(60)
final class CountsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    static int unless(int n, boolean broken) throws IOException {
        if (broken) {
            throw new IOException("broken");
        }
        return n;
    }

    static int next(int n) {
        return n + 1;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).sum();
    }

    private static Task<Integer> workflow(boolean broken) {
        List<Task<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(task(CountsTest::next, task(CountsTest::unless, value(i), value(broken))));
        }
        return task(CountsTest::sum, list(all));
    }

    private static void assertAllDone(Run<?> run) {
        assertThat(run.progress())
                .allSatisfy(name -> {
                    assertThat(name.done()).isEqualTo(name.total());
                    assertThat(name.running()).isZero();
                    assertThat(name.failed()).isZero();
                });
        assertThat(run.statistics().tasks()).isEqualTo(21);
    }

    @Test
    void tasksThatFailedAndAreResumedAreDoneOnce() throws Exception {
        try (TestEngine engine = TestEngine.open();
                Weft weft = Weft.open(engine)) {
            Run<Integer> run = weft.submit(workflow(true), RunOptions.standard().withGoOn(true));
            assertThatThrownBy(() -> run.await(LONG)).isInstanceOf(WorkflowFailedException.class);
            assertThat(run.progress().stream().mapToLong(FunctionProgress::failed).sum())
                    .isEqualTo(21);

            Run<Integer> resumed = weft.resume(run.id(), workflow(false));
            assertThat(resumed.await(LONG)).isEqualTo(55);
            assertAllDone(resumed);
        }
    }

    @Test
    void commitsThatWereNotHeardOfAreCountedOnce() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        try (TestEngine engine =
                        TestEngine.open(
                                EngineSettings.standard(),
                                1,
                                parts ->
                                        parts.withStore(
                                                StoreWith.around(
                                                        parts.store(),
                                                        (step, go) -> deaf(step, go, commits))));
                Weft weft = Weft.open(engine)) {
            Run<Integer> run = weft.submit(workflow(false));
            assertThat(run.await(LONG)).isEqualTo(55);
            assertThat(commits).hasValueGreaterThanOrEqualTo(10);
            assertAllDone(run);
        }
    }

    private static @Nullable Object deaf(String step, StoreWith.Step go, AtomicInteger commits)
            throws Throwable {
        Object answer = go.take();
        if (step.equals("commit") && commits.incrementAndGet() % 2 == 1) {
            throw new StoreUnavailableException("not heard", new IOException("as asked for"));
        }
        return answer;
    }
}
