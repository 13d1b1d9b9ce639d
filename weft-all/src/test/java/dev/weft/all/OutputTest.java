package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.Arg;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.TaskError;
import dev.weft.spi.EngineSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What tasks print is kept with their errors.
@Timeout(60)
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
final class OutputTest {
    private static final int TASKS = 20;
    private static volatile CyclicBarrier together = new CyclicBarrier(TASKS);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream process = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @BeforeEach
    void replaceOutput() {
        together = new CyclicBarrier(TASKS);
        System.setOut(process);
        System.setErr(process);
    }

    @AfterEach
    void restoreOutput() {
        System.setOut(out);
        System.setErr(err);
    }

    static int printing(int number) throws Exception {
        for (int line = 0; line < 50; line++) {
            together.await();
            System.out.println("out of " + number);
            System.err.println("err of " + number);
        }
        throw new IllegalStateException("number " + number);
    }

    private static List<TaskError> errors(EngineSettings settings, Arg<?> sink) {
        try (Weft weft = Weft.local(settings)) {
            WorkflowFailedException thrown =
                    catchThrowableOfType(
                            WorkflowFailedException.class,
                            () ->
                                    weft.<Object>submit(sink, RunOptions.standard().withGoOn(true))
                                            .await(Duration.ofSeconds(30)));
            assertThat(thrown).isNotNull();
            return thrown.errors();
        }
    }

    private static EngineSettings capturing(boolean echo) {
        return EngineSettings.standard().withCaptureOutput(true, echo);
    }

    private static Arg<List<Integer>> printingTasks() {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(task(OutputTest::printing, value(i)));
        }
        return list(tasks);
    }

    @Test
    void whatTasksPrintAtTheSameTimeIsKeptByTask() {
        List<TaskError> errors = errors(capturing(false), printingTasks());
        assertThat(errors).hasSize(TASKS);
        for (TaskError error : errors) {
            String number = error.message().substring("number ".length());
            assertThat(error.stdoutTail().lines()).hasSize(50).containsOnly("out of " + number);
            assertThat(error.stderrTail().lines()).hasSize(50).containsOnly("err of " + number);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatIsKeptIsPrintedToo() {
        errors(capturing(true), printingTasks());
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2 * 50 * TASKS)
                .allMatch(line -> line.matches("(out|err) of \\d+"));
    }

    @Test
    void outputIsLeftAloneUnlessItIsAskedFor() {
        List<TaskError> errors = errors(EngineSettings.standard(), printingTasks());
        assertThat(errors).allMatch(error -> error.stdoutTail().isEmpty());
        assertThat(printed.size()).isPositive();
    }

    @Test
    void theProcessGetsItsOutputBackWhenTheLastEngineIsClosed() {
        Weft first = Weft.local(capturing(false));
        Weft second = Weft.local(capturing(false));
        assertThat(System.out).isNotSameAs(process);
        first.close();
        assertThat(System.out).isNotSameAs(process);
        second.close();
        assertThat(System.out).isSameAs(process);
        assertThat(System.err).isSameAs(process);
    }

    @Test
    void closingAnEngineTwiceIsClosingItOnce() {
        Weft first = Weft.local(capturing(false));
        Weft second = Weft.local(capturing(false));
        first.close();
        first.close();
        assertThat(System.out).isNotSameAs(process);
        second.close();
        assertThat(System.out).isSameAs(process);
    }

    @Test
    void whatOthersPrintMeanwhilePassesThrough() {
        try (Weft _ = Weft.local(capturing(false))) {
            System.out.println("the caller's");
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("the caller's\n");
    }

    static int talkative() {
        for (int i = 0; i < 100_000; i++) {
            System.err.println("line " + i);
        }
        throw new IllegalStateException("done");
    }

    @Test
    void onlyTheLastOfMuchOutputIsKept() {
        TaskError error = errors(capturing(false), task(OutputTest::talkative)).getFirst();
        assertThat(error.stderrTail()).endsWith("line 99999\n");
        assertThat(error.stderrTail().length()).isBetween(4_000, 20_000);
    }

    static int quiet(int before) {
        if (before == 0) {
            return 0;
        }
        throw new IllegalStateException("after " + before);
    }

    static int loud() {
        System.out.println("from the task before");
        return 1;
    }

    @Test
    void whatTheTaskBeforePrintedIsNotKeptWithAnother() {
        TaskError error =
                errors(capturing(false), task(OutputTest::quiet, task(OutputTest::loud)))
                        .getFirst();
        assertThat(error.stdoutTail()).isEmpty();
    }
}
