package dev.weft.redis;

import dev.weft.model.ErrorCode;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskError;
import java.util.ArrayList;
import java.util.List;

/// Errors as the store keeps them: those that workers report are whole, those that a script finds
/// itself are a few facts, and become sentences here.
final class ErrorForm {
    private static final int REPORTED = 0;

    private ErrorForm() {}

    static byte[] encode(TaskError error) {
        Pack pack =
                new Pack()
                        .array(18)
                        .number(REPORTED)
                        .number(error.task())
                        .text(error.name())
                        .text(error.function())
                        .text(error.code().name())
                        .number(error.attempt())
                        .number(error.maxAttempts())
                        .text(error.type())
                        .text(error.message())
                        .texts(error.userFrames())
                        .texts(error.otherFrames())
                        .texts(error.causes())
                        .text(error.stderrTail())
                        .text(error.stdoutTail())
                        .text(error.worker())
                        .number(error.atMicros())
                        .array(error.inputBytes().size());
        error.inputBytes().forEach(pack::number);
        return pack.flag(error.last()).toBytes();
    }

    /// @param limits of the run that it is an error of
    static TaskError decode(byte[] bytes, RunLimits limits) {
        Unpack in = new Unpack(bytes);
        in.array();
        return in.number() == REPORTED ? reported(in) : found(in, limits);
    }

    private static TaskError reported(Unpack in) {
        return new TaskError(
                in.integer(),
                in.text(),
                in.text(),
                ErrorCode.valueOf(in.text()),
                in.integer(),
                in.integer(),
                in.text(),
                in.text(),
                in.texts(),
                in.texts(),
                in.texts(),
                in.text(),
                in.text(),
                in.text(),
                in.number(),
                numbers(in),
                in.flag());
    }

    private static List<Long> numbers(Unpack in) {
        int count = in.array();
        List<Long> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(in.number());
        }
        return numbers;
    }

    private static TaskError found(Unpack in, RunLimits limits) {
        int task = in.integer();
        ErrorCode code = ErrorCode.valueOf(in.text());
        int attempt = in.integer();
        int most = in.integer();
        String worker = in.text();
        String words = in.text();
        return new TaskError(
                task,
                "task " + task,
                "",
                code,
                attempt,
                most,
                code.name(),
                message(code, attempt, words, limits),
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                worker,
                in.number(),
                List.of(),
                true);
    }

    private static String message(ErrorCode code, int count, String words, RunLimits limits) {
        return switch (code) {
            case POISON ->
                    "%d workers were lost while they may have been executing it; see their logs for"
                                    .formatted(count)
                            + " the reason (memory, a crash of native code, an external kill)"
                            + (words.isEmpty() ? "" : "; last words of the latest: " + words);
            case DIVERGED -> "its output differs from the one that its children have used";
            case EXPIRED ->
                    "the run lasted longer than its hard end, %s".formatted(limits.hardEnd());
            default -> words;
        };
    }
}
