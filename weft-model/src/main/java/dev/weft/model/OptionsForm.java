package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.time.Duration;
import java.util.List;

/// One task's options in a slice: a number of flags, then only what differs from the options that
/// format 1 takes for granted. Those are written down here and not taken from
/// [TaskOptions#standard()], which may change while the format must not.
final class OptionsForm {
    private static final TaskOptions GRANTED =
            new TaskOptions(
                    "",
                    new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0),
                    Duration.ofHours(1),
                    0,
                    0,
                    true,
                    false);
    private static final int NAME = 1;
    private static final int RETRY = 1 << 1;
    private static final int TIMEOUT = 1 << 2;
    private static final int MEMORY = 1 << 3;
    private static final int CPUS = 1 << 4;
    private static final int NOT_DETERMINISTIC = 1 << 5;
    private static final int OUTSIDE_EFFECTS = 1 << 6;
    private static final int KNOWN = (1 << 7) - 1;
    private static final int WEIGHT = 5; // entries that the objects of one weigh
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private OptionsForm() {}

    static void write(SliceOutput out, TaskOptions options, TextTable texts) {
        int flags = flags(options);
        out.count(WEIGHT);
        out.number(flags);
        if ((flags & NAME) != 0) {
            out.number(texts.number(options.name()));
        }
        if ((flags & RETRY) != 0) {
            RetryPolicy retry = options.retry();
            out.number(retry.maxAttempts());
            duration(out, retry.initialDelay());
            out.fraction(retry.factor());
            duration(out, retry.maxDelay());
            out.fraction(retry.jitter());
        }
        if ((flags & TIMEOUT) != 0) {
            duration(out, options.timeout());
        }
        if ((flags & MEMORY) != 0) {
            out.number(options.memoryMiB());
        }
        if ((flags & CPUS) != 0) {
            out.fraction(options.cpus());
        }
    }

    private static int flags(TaskOptions options) {
        return (options.name().equals(GRANTED.name()) ? 0 : NAME)
                | (options.retry().equals(GRANTED.retry()) ? 0 : RETRY)
                | (options.timeout().equals(GRANTED.timeout()) ? 0 : TIMEOUT)
                | (options.memoryMiB() == GRANTED.memoryMiB() ? 0 : MEMORY)
                | (Double.compare(options.cpus(), GRANTED.cpus()) == 0 ? 0 : CPUS)
                | (options.deterministic() ? 0 : NOT_DETERMINISTIC)
                | (options.outsideEffects() ? OUTSIDE_EFFECTS : 0);
    }

    static TaskOptions read(SliceInput in, List<String> texts) {
        in.take(WEIGHT, "options");
        int flags = in.number();
        check((flags & ~KNOWN) == 0, "flags of options must be in 0..127, was %s", flags);
        return new TaskOptions(
                (flags & NAME) == 0 ? GRANTED.name() : text(in.number(), texts),
                (flags & RETRY) == 0 ? GRANTED.retry() : retry(in),
                (flags & TIMEOUT) == 0 ? GRANTED.timeout() : duration(in),
                (flags & MEMORY) == 0 ? GRANTED.memoryMiB() : in.number(),
                (flags & CPUS) == 0 ? GRANTED.cpus() : in.fraction(),
                (flags & NOT_DETERMINISTIC) == 0,
                (flags & OUTSIDE_EFFECTS) != 0);
    }

    private static RetryPolicy retry(SliceInput in) {
        return new RetryPolicy(
                in.number(), duration(in), in.fraction(), duration(in), in.fraction());
    }

    private static void duration(SliceOutput out, Duration duration) {
        out.longNumber(duration.getSeconds());
        out.number(duration.getNano());
    }

    private static Duration duration(SliceInput in) {
        long seconds = in.longNumber();
        int nanos = in.number();
        check(
                nanos >= 0 && nanos < NANOS_PER_SECOND,
                "nanoseconds must be in 0..999,999,999, was %s",
                nanos);
        return Duration.ofSeconds(seconds, nanos);
    }

    static String text(int number, List<String> texts) {
        check(
                number >= 0 && number < texts.size(),
                "text must be below %d, was %d",
                texts.size(),
                number);
        return texts.get(number);
    }
}
