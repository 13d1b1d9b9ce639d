package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/// Compares what two sources say of a task, arrays by their content.
final class Records {
    private Records() {}

    static void assertSame(TaskRecords actual, TaskRecords expected, int task) {
        TaskRecord record = expected.record(task);
        assertThat(text(actual.record(task))).isEqualTo(text(record));
        TaskTemplate template = expected.template(record.template());
        assertThat(actual.template(record.template())).isEqualTo(template);
        assertThat(actual.function(template.function()))
                .isEqualTo(expected.function(template.function()));
        template.arguments()
                .forEachCombined(function ->
                        assertThat(actual.function(function))
                                .isEqualTo(expected.function(function)));
    }

    static String text(TaskRecord record) {
        return "task %d template %d constants %s parents %s of %s edge %d out %s %s of %s fenced %s"
                .formatted(
                        record.task(),
                        record.template(),
                        Arrays.toString(record.constants()),
                        Arrays.toString(record.parents()),
                        Arrays.toString(record.parentOutDegrees()),
                        record.firstInEdge(),
                        Arrays.toString(record.out().edges()),
                        Arrays.toString(record.out().children()),
                        Arrays.toString(record.out().inDegrees()),
                        record.out().fenced());
    }
}
