package dev.weft.worker;

import dev.weft.model.Absent;
import dev.weft.model.TaskKind;
import org.jspecify.annotations.Nullable;

/// Calls the function of a segment's current task. Safe for many threads.
final class TaskCaller {
    private final WorkerEnvironment environment;
    private final Values values;
    private final Decisions decisions;
    private final WorkerSettings settings;
    private final @Nullable TaskInterceptor interceptor;

    TaskCaller(
            WorkerEnvironment environment,
            Values values,
            Decisions decisions,
            WorkerSettings settings) {
        this.decisions = decisions;
        this.environment = environment;
        this.values = values;
        this.settings = settings;
        this.interceptor = settings.interceptor();
    }

    /// What a function returned.
    ///
    /// @param endedNanos when, on the monotonic clock
    record Returned(@Nullable Object value, long endedNanos) {}

    /// Fetches the inputs and calls the function in this thread.
    ///
    /// @throws AbandonedException if the attempt was given up while the function was running: the
    ///     segment is no longer this thread's
    /// @throws DroppedException if the result is of no use any more
    /// @throws Throwable what the function threw, or why it could not be called
    Returned call(Runner runner, Segment segment) throws Throwable {
        runner.clearTails();
        PreparedTemplate template = segment.template();
        RunExecution run = segment.run();
        decisions.look(segment);
        @Nullable Object[] parents = isUnneeded(segment) ? new Object[0] : values.inputs(segment);
        long start = environment.nanoTime();
        segment.started(start);
        int number = segment.failures() + 1;
        Attempt attempt =
                new Attempt(
                        segment,
                        segment.current().task(),
                        template,
                        number,
                        start,
                        Thread.currentThread());
        template.counts().begun(number);
        runner.begin(attempt);
        Object value = null;
        Throwable thrown = null;
        try {
            if (run.over()) { // it may have ended before there was an attempt to interrupt
                throw new DroppedException();
            }
            value =
                    interceptor == null
                            ? function(segment, parents)
                            : interceptor.call(
                                    attempt,
                                    template.function().reference().identity().displayName(),
                                    () -> function(segment, parents));
        } catch (Throwable t) {
            thrown = t;
        }
        boolean wanted = attempt.end();
        runner.end();
        if (!wanted) {
            throw new AbandonedException();
        }
        long end = environment.nanoTime();
        attempt.count(end);
        if (thrown != null && attempt.interruption() == Attempt.Interruption.NOT_NEEDED) {
            return new Returned(Absent.Nothing.NOTHING, end);
        }
        if (thrown != null) {
            throw meaning(attempt, thrown);
        }
        return new Returned(value, end);
    }

    /// Whether it is settled without a result, and so without its inputs, one of which may be lost by now.
    private static boolean isUnneeded(Segment segment) {
        Addition addition = segment.scope().addition();
        return addition != null
                && addition.isDecided()
                && segment.template().kind() != TaskKind.FIRST;
    }

    private static @Nullable Object function(Segment segment, @Nullable Object[] parents)
            throws Exception {
        PreparedTemplate template = segment.template();
        if (template.kind() == TaskKind.FIRST) {
            return call(segment, template, parents);
        }
        if (isUnneeded(segment)) {
            return Absent.Nothing.NOTHING;
        }
        for (int i = 0; template.kind() != TaskKind.CALL && i < template.readParents(); i++) {
            if (parents[i] instanceof Absent absent) { // the function is not called
                return template.kind() == TaskKind.REDUCTION ? parents[1 - i] : absent;
            }
        }
        return call(segment, template, parents);
    }

    private static @Nullable Object call(
            Segment segment, PreparedTemplate template, @Nullable Object[] parents)
            throws Exception {
        return Arguments.call(
                segment.scope().functions(),
                segment.scope().constants(),
                template,
                segment.current().constants(),
                parents);
    }

    private Throwable meaning(Attempt attempt, Throwable thrown) {
        Attempt.Interruption interruption = attempt.interruption();
        if (interruption == null) {
            return thrown;
        }
        return switch (interruption) {
            case RUN_OVER, CLAIM_LOST, NOT_NEEDED -> new DroppedException();
            case TIMED_OUT -> {
                AttemptTimeoutException timeout =
                        new AttemptTimeoutException(
                                attempt.name(),
                                attempt.template().options().timeout(),
                                false,
                                settings.grace());
                timeout.setStackTrace(ErrorReports.frames(thrown));
                timeout.addSuppressed(thrown);
                yield timeout;
            }
        };
    }
}
