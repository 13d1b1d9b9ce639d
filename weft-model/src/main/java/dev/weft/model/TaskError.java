package dev.weft.model;

import java.util.List;

/// Why one attempt at a task failed, complete enough to be acted on.
///
/// @param task number of the task that failed (within a segment maybe not the claimed one)
/// @param name what people call the task
/// @param function display name of its function
/// @param attempt the failed attempt, from 1
/// @param maxAttempts attempts that the retry policy allows
/// @param type class name of the exception
/// @param message of the exception; empty if it has none
/// @param userFrames stack frames of the user's code, innermost first
/// @param otherFrames the other frames, innermost first
/// @param causes type and message of each cause, outermost first
/// @param stderrTail last lines that the task wrote to standard error, where they were captured
/// @param stdoutTail the same of standard output
/// @param worker where it happened
/// @param atMicros when, in microseconds since 1970
/// @param inputBytes encoded size of each input, where known; 0 where an input passed by reference
/// @param last whether there will be no further attempt
public record TaskError(
        int task,
        String name,
        String function,
        ErrorCode code,
        int attempt,
        int maxAttempts,
        String type,
        String message,
        List<String> userFrames,
        List<String> otherFrames,
        List<String> causes,
        String stderrTail,
        String stdoutTail,
        String worker,
        long atMicros,
        List<Long> inputBytes,
        boolean last) {
    public TaskError {
        userFrames = List.copyOf(userFrames);
        otherFrames = List.copyOf(otherFrames);
        causes = List.copyOf(causes);
        inputBytes = List.copyOf(inputBytes);
    }

    /// The same error of a task that is called otherwise.
    public TaskError named(String name, String function) {
        return with(name, function, code);
    }

    /// The same error of another kind.
    public TaskError withCode(ErrorCode code) {
        return with(name, function, code);
    }

    private TaskError with(String name, String function, ErrorCode code) {
        return new TaskError(
                task,
                name,
                function,
                code,
                attempt,
                maxAttempts,
                type,
                message,
                userFrames,
                otherFrames,
                causes,
                stderrTail,
                stdoutTail,
                worker,
                atMicros,
                inputBytes,
                last);
    }

    /// One line: task, attempt, exception and where in the user's code.
    public String summary() {
        String where = userFrames.isEmpty() ? "" : " at " + userFrames.getFirst();
        String said = message.isEmpty() ? "" : ": " + message;
        return "task %d '%s' failed in attempt %d of %d: %s%s%s"
                .formatted(task, name, attempt, maxAttempts, type, said, where);
    }
}
