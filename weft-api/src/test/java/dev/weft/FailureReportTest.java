package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ErrorCode;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.WorkDone;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureReportTest {
    @Test
    void messageAloneSaysWhatToFix() {
        WorkflowFailedException failed =
                new WorkflowFailedException(
                        run(List.of(error(7, "count", false), error(7, "count", true))));
        assertThat(failed)
                .hasMessage(
                        """
                        run nightly failed: 1 of 20 tasks failed, 5 settled
                          task 7 'count' (Text.count) failed in attempt 2 of 3: java.lang.IllegalStateException: boom
                              at Text.count(Text.java:12)
                              at Text.split(Text.java:3)
                            caused by java.io.IOException: no such file
                            standard error: line 1
                              line 2\
                        """);
        assertThat(failed.run()).isEqualTo(new RunId("nightly"));
        assertThat(failed.errors()).hasSize(2);
    }

    @Test
    void firstThreeErrorsAreInFullAndTheOthersCounted() {
        List<TaskError> errors = new ArrayList<>();
        IntStream.range(0, 8).forEach(i -> errors.add(error(i, "count", true)));
        String message = FailureReport.of(run(errors));
        assertThat(message)
                .startsWith("run nightly failed: 8 of 20 tasks failed")
                .contains("task 0 ", "task 1 ", "task 2 ")
                .doesNotContain("task 3 ")
                .endsWith("\n  and 5 more: java.lang.IllegalStateException in Text.count");
    }

    @Test
    void taskThatFailedBeforeAResumptionTooIsOneFailedTask() {
        TaskError before = error(7, "before", true);
        TaskError since = error(7, "since", true);
        assertThat(FailureReport.of(run(List.of(before, since))))
                .startsWith("run nightly failed: 1 of 20 tasks failed")
                .contains("'since'")
                .doesNotContain("'before'");
    }

    @Test
    void runWithoutAnyErrorSaysThatItsTimeWasOver() {
        assertThat(FailureReport.of(run(List.of())))
                .isEqualTo(
                        "run nightly failed: 0 of 20 tasks failed, 5 settled; no task reported an"
                                + " error: the run passed its hard end of PT168H");
    }

    private static RunRecord run(List<TaskError> errors) {
        return new RunRecord(
                new RunKey(new RunId("nightly"), 1),
                "shape",
                "content",
                RunStatus.FAILED,
                1,
                20,
                19,
                RunLimits.standard(),
                RunCode.HERE,
                "tester",
                1,
                2,
                5,
                null,
                WorkDone.NONE,
                errors);
    }

    private static TaskError error(int task, String name, boolean last) {
        return new TaskError(
                task,
                name,
                "Text.count",
                ErrorCode.TASK_THREW,
                last ? 2 : 1,
                3,
                "java.lang.IllegalStateException",
                "boom",
                List.of("Text.count(Text.java:12)", "Text.split(Text.java:3)"),
                List.of("dev.weft.worker.Execution.call(Execution.java:40)"),
                List.of("java.io.IOException: no such file"),
                "line 1\nline 2\n",
                "",
                "worker-1",
                3,
                List.of(4L),
                last);
    }
}
