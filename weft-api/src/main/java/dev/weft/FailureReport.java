package dev.weft;

import dev.weft.model.RunRecord;
import dev.weft.model.TaskError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says why a run failed so that its reader knows what to fix: the first errors in full, then counts.
final class FailureReport {
    private static final int IN_FULL = 3;
    private static final int FRAMES = 8;

    private FailureReport() {}

    static String of(RunRecord run) {
        List<TaskError> last = lastOfEachTask(run.errors());
        List<TaskError> shown = last.isEmpty() ? run.errors() : last;
        StringBuilder text = new StringBuilder();
        text.append(
                "run %s failed: %d of %d tasks failed, %d settled"
                        .formatted(run.run().id(), last.size(), run.tasks(), run.settled()));
        if (shown.isEmpty()) {
            text.append("; no task reported an error: the run passed its hard end of ")
                    .append(run.limits().hardEnd());
        }
        shown.stream().limit(IN_FULL).forEach(error -> full(text, error));
        counts(text, shown.stream().skip(IN_FULL).toList());
        return text.toString();
    }

    /// Of a run that was resumed, the latest: what its task failed of before may have been mended.
    private static List<TaskError> lastOfEachTask(List<TaskError> errors) {
        Map<Integer, TaskError> latest = new LinkedHashMap<>();
        errors.stream().filter(TaskError::last).forEach(error -> latest.put(error.task(), error));
        return List.copyOf(latest.values());
    }

    private static void full(StringBuilder text, TaskError error) {
        text.append("\n  task %d '%s'".formatted(error.task(), error.name()));
        if (!error.name().equals(error.function())) {
            text.append(" (").append(error.function()).append(')');
        }
        text.append(
                " failed in attempt %d of %d: %s"
                        .formatted(error.attempt(), error.maxAttempts(), error.type()));
        if (!error.message().isEmpty()) {
            text.append(": ").append(indented(error.message()));
        }
        error.userFrames().stream()
                .limit(FRAMES)
                .forEach(frame -> text.append("\n      at ").append(frame));
        if (error.userFrames().size() > FRAMES) {
            text.append("\n      … %d more".formatted(error.userFrames().size() - FRAMES));
        }
        error.causes().forEach(cause -> text.append("\n    caused by ").append(indented(cause)));
        if (!error.stderrTail().isBlank()) {
            text.append("\n    standard error: ").append(indented(error.stderrTail().strip()));
        }
    }

    private static String indented(String lines) {
        return lines.replace("\n", "\n      ");
    }

    private static void counts(StringBuilder text, List<TaskError> others) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (TaskError error : others) {
            counts.merge(error.type() + " in " + error.function(), 1, Integer::sum);
        }
        counts.forEach((kind, count) -> text.append("\n  and %d more: %s".formatted(count, kind)));
    }
}
