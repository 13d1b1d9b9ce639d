package dev.weft.cli;

import dev.weft.model.RunId;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The errors of a run as a line for scripts.
final class ErrorLine {
    private ErrorLine() {}

    static String of(RunId run, RunStatus status, List<TaskError> errors) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("run", run.value());
        fields.put("status", status.name());
        fields.put("errors", errors.stream().map(ErrorLine::fields).toList());
        return Json.line(fields);
    }

    private static Map<String, Object> fields(TaskError error) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("task", error.task());
        fields.put("name", error.name());
        fields.put("function", error.function());
        fields.put("code", error.code().name());
        fields.put("blame", error.code().blame().name());
        fields.put("attempt", error.attempt());
        fields.put("maxAttempts", error.maxAttempts());
        fields.put("last", error.last());
        fields.put("type", error.type());
        fields.put("message", error.message());
        fields.put("userFrames", error.userFrames());
        fields.put("otherFrames", error.otherFrames());
        fields.put("causes", error.causes());
        fields.put("stderrTail", error.stderrTail());
        fields.put("stdoutTail", error.stdoutTail());
        fields.put("worker", error.worker());
        fields.put("at", RunLine.instant(error.atMicros()).toString());
        fields.put("inputBytes", List.copyOf(error.inputBytes()));
        return fields;
    }
}
