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
        int count = in.integer();
        int most = in.integer();
        long at = in.number();
        boolean last = in.flag();
        String worker = in.text();
        Death death = Death.read(in);
        boolean attempts = code != ErrorCode.DATA_LOSS;
        return new TaskError(
                task,
                "task " + task,
                "",
                code,
                attempts ? count : 1,
                attempts ? most : 1,
                code.name(),
                message(code, count, death, limits),
                List.of(),
                List.of(),
                List.of(),
                death.words(),
                "",
                worker,
                at,
                List.of(),
                last);
    }

    /// What is known of a worker's end.
    ///
    /// @param known whether anything is
    private record Death(boolean known, String words, boolean outOfMemory) {
        static Death read(Unpack in) {
            if (in.isFalse()) {
                return new Death(false, "", false);
            }
            in.array();
            return new Death(true, in.text(), in.flag());
        }

        @Override
        public String toString() {
            return (outOfMemory ? " for want of memory: " : ": ") + words;
        }
    }

    private static String message(ErrorCode code, int count, Death death, RunLimits limits) {
        return switch (code) {
            case POISON, OUT_OF_MEMORY ->
                    "%d workers were lost while they may have been executing it%s"
                            .formatted(
                                    count,
                                    death.known()
                                            ? ", the last one" + death
                                            : "; see their logs for the reason (memory, a crash of"
                                                    + " native code, an external kill)");
            case WORKER_LOST -> "its worker was lost" + death;
            case DATA_LOSS ->
                    "its output was lost %d times, of which it was made again %d times"
                            .formatted(count, count - 1);
            case DIVERGED -> "its output differs from the one that its children have used";
            case EXPIRED ->
                    "the run lasted longer than its hard end, %s".formatted(limits.hardEnd());
            default -> throw new IllegalStateException("no script finds " + code);
        };
    }
}
