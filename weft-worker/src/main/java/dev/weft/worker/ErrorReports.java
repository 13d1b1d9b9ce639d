package dev.weft.worker;

import dev.weft.model.ErrorCode;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import dev.weft.spi.CannotDecodeException;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.StoreFullException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns what a function threw into a record that says what to fix.
final class ErrorReports {
    private static final StackTraceElement[] NO_FRAMES = {};
    private static final int MAX_FRAMES = 64;
    private static final int MAX_CAUSES = 16;
    private static final int MAX_MESSAGE = 4_096;
    private static final Set<String> OWN_PACKAGES =
            Set.of(
                    "dev.weft",
                    "dev.weft.model",
                    "dev.weft.spi",
                    "dev.weft.core",
                    "dev.weft.worker",
                    "dev.weft.memory",
                    "dev.weft.local",
                    "dev.weft.kryo",
                    "dev.weft.testkit");
    private static final List<String> PLATFORM = List.of("java.", "javax.", "jdk.", "sun.");

    private ErrorReports() {}

    /// Where and when it happened.
    ///
    /// @param elements of a fan-out that the task belongs to: `[3]`, or nothing
    record Circumstances(
            int task,
            PreparedTemplate template,
            String elements,
            int attempt,
            String stderrTail,
            String stdoutTail,
            String worker,
            long atMicros,
            List<Long> inputBytes) {}

    /// The kind of failure that a throwable stands for.
    static ErrorCode code(Throwable thrown) {
        return switch (thrown) {
            case AttemptTimeoutException _ -> ErrorCode.TASK_TIMED_OUT;
            case FunctionNotFoundException _ -> ErrorCode.FUNCTION_NOT_IN_ARCHIVE;
            case CannotEncodeException _ -> ErrorCode.CANNOT_ENCODE_OUTPUT;
            case CannotDecodeException _ -> ErrorCode.CANNOT_DECODE_INPUT;
            case StoreFullException _ -> ErrorCode.STORE_UNAVAILABLE;
            case StackOverflowError _ -> ErrorCode.STACK_OVERFLOW;
            case OutOfMemoryError _ -> ErrorCode.OUT_OF_MEMORY;
            default -> ErrorCode.TASK_THREW;
        };
    }

    static TaskError report(Throwable thrown, Circumstances at, boolean last) {
        List<String> user = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (StackTraceElement frame : frames(thrown)) {
            List<String> frames = isUsers(frame.getClassName()) ? user : other;
            if (frames.size() < MAX_FRAMES) {
                frames.add(frame.toString());
            }
        }
        return new TaskError(
                at.task(),
                at.template().name() + at.elements(),
                at.template().function().reference().identity().displayName(),
                code(thrown),
                at.attempt(),
                at.template().options().retry().maxAttempts(),
                thrown.getClass().getName(),
                message(thrown),
                user,
                other,
                causes(thrown),
                at.stderrTail(),
                at.stdoutTail(),
                at.worker(),
                at.atMicros(),
                at.inputBytes(),
                last);
    }

    /// A user's class may answer anything, or throw.
    static StackTraceElement[] frames(Throwable thrown) {
        try {
            @Nullable StackTraceElement @Nullable [] frames = thrown.getStackTrace();
            return frames == null
                    ? NO_FRAMES
                    : Arrays.stream(frames)
                            .filter(Objects::nonNull)
                            .toArray(StackTraceElement[]::new);
        } catch (RuntimeException | Error e) {
            return NO_FRAMES;
        }
    }

    private static boolean isUsers(String className) {
        int end = className.lastIndexOf('.');
        if (end >= 0 && OWN_PACKAGES.contains(className.substring(0, end))) {
            return false;
        }
        return PLATFORM.stream().noneMatch(className::startsWith);
    }

    private static String message(Throwable thrown) {
        String message = saidBy(thrown);
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    private static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private static String saidBy(Throwable thrown) {
        try {
            @Nullable String message = thrown.getMessage();
            return message == null ? "" : message;
        } catch (RuntimeException | Error e) {
            return "(its message cannot be read: " + e.getClass().getName() + ")";
        }
    }

    private static List<String> causes(Throwable thrown) {
        List<String> causes = new ArrayList<>();
        Throwable cause = cause(thrown);
        while (cause != null && causes.size() < MAX_CAUSES) {
            String said = message(cause);
            causes.add(cause.getClass().getName() + (said.isEmpty() ? "" : ": " + said));
            cause = cause(cause);
        }
        return causes;
    }

    /// The loss of what a run stands on.
    static TaskError lost(int task, String message, WorkerId worker, long atMicros) {
        return new TaskError(
                task,
                "task " + task,
                "",
                ErrorCode.DATA_LOSS,
                1,
                1,
                ErrorCode.DATA_LOSS.name(),
                message,
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                worker.value(),
                atMicros,
                List.of(),
                true);
    }
}
