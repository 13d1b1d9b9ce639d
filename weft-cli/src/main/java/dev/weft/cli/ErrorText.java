package dev.weft.cli;

import dev.weft.model.TaskError;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Writes an error of a task for people.
final class ErrorText {
    private ErrorText() {}

    /// @param all whether frames that are not the user's are shown, too
    static List<String> lines(TaskError error, boolean all) {
        List<String> lines = new ArrayList<>();
        lines.add(head(error));
        lines.add("    " + circumstances(error));
        error.userFrames().forEach(frame -> lines.add("    at " + frame));
        if (all) {
            error.otherFrames().forEach(frame -> lines.add("    at " + frame));
        } else if (!error.otherFrames().isEmpty()) {
            lines.add("    … %d frames of libraries".formatted(error.otherFrames().size()));
        }
        error.causes().forEach(cause -> lines.addAll(indented("    caused by ", cause)));
        tail("standard error", error.stderrTail()).forEach(lines::add);
        tail("standard output", error.stdoutTail()).forEach(lines::add);
        return lines;
    }

    private static String head(TaskError error) {
        String function =
                error.name().equals(error.function()) || error.function().isEmpty()
                        ? ""
                        : " (" + error.function() + ")";
        String message = error.message().isEmpty() ? "" : ": " + error.message();
        return "task %d '%s'%s: %s%s"
                .formatted(
                        error.task(),
                        error.name(),
                        function,
                        error.type(),
                        message.replace("\n", "\n    "));
    }

    private static String circumstances(TaskError error) {
        return "attempt %d of %d%s, %s, %s%s"
                .formatted(
                        error.attempt(),
                        error.maxAttempts(),
                        error.last() ? ", the last" : "",
                        error.code(),
                        RunLine.instant(error.atMicros()).truncatedTo(ChronoUnit.MILLIS),
                        error.worker().isEmpty() ? "" : ", on worker " + error.worker());
    }

    private static Stream<String> tail(String what, String text) {
        return text.isBlank()
                ? Stream.empty()
                : Stream.concat(
                        Stream.of("    end of %s:".formatted(what)),
                        text.strip().lines().map(line -> "      " + line));
    }

    private static List<String> indented(String head, String text) {
        return List.of(head + text.replace("\n", "\n      "));
    }
}
