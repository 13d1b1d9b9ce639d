package dev.weft.worker;

import dev.weft.core.AfterFailure;
import dev.weft.model.Absent;
import dev.weft.model.ErrorCode;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.TaskError;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.spi.Commit;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreFullException;
import dev.weft.spi.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to attempts that have failed: tries again, or reports the failure. Safe for many threads.
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private final Worker worker;
    private final RunStore store;
    private final Committer committer;
    private final Values values;
    private final WorkerEnvironment environment;
    private final WorkerSettings settings;

    Failures(
            Worker worker,
            RunStore store,
            Committer committer,
            Values values,
            WorkerEnvironment environment,
            WorkerSettings settings) {
        this.worker = worker;
        this.store = store;
        this.committer = committer;
        this.values = values;
        this.environment = environment;
        this.settings = settings;
    }

    /// @param printed by the attempt
    /// @return what to execute next in this thread, if anything
    @Nullable Segment failed(Segment segment, Throwable thrown, OutputCapture.Printed printed) {
        RunExecution run = segment.run();
        segment.failed();
        PreparedTemplate template = segment.template();
        AfterFailure then =
                AfterFailure.decide(
                        ErrorReports.code(thrown),
                        segment.failures(),
                        template.options().retry(),
                        run.limits().lease(),
                        (environment.randomLong() >>> 11) * 0x1p-53);
        TaskError error =
                ErrorReports.report(
                        thrown,
                        circumstances(segment, segment.failures(), printed),
                        then instanceof AfterFailure.GiveUp);
        log.debug("run {}: {}", run.key(), error.summary());
        return switch (then) {
            case AfterFailure.RetryHere(var delay) -> tryAgainHere(segment, delay);
            case AfterFailure.RetryLater(var delay) -> {
                report(segment, error, Optional.of(delay));
                yield null;
            }
            case AfterFailure.GiveUp() when isTolerated(template, error.code()) ->
                    committer.commit(segment, failedElement(segment, error));
            case AfterFailure.GiveUp() -> {
                report(segment, error, Optional.empty());
                yield null;
            }
        };
    }

    /// Whether the fan-out that the task is of may do without it. What is wrong with the code of all elements,
    /// or with the store, is not tolerated.
    private static boolean isTolerated(PreparedTemplate template, ErrorCode code) {
        return template.kind() == TaskKind.TOLERATED
                && switch (code) {
                    case TASK_THREW,
                            TASK_TIMED_OUT,
                            CANNOT_ENCODE_OUTPUT,
                            STACK_OVERFLOW,
                            OUT_OF_MEMORY ->
                            true;
                    default -> false;
                };
    }

    private Segment.Produced failedElement(Segment segment, TaskError error) {
        Absent failed =
                new Absent.Failed(error.name(), error.code(), error.type(), error.message());
        return values.produced(segment, worker.newExecution(), failed, false);
    }

    private ErrorReports.Circumstances circumstances(
            Segment segment, int attempt, OutputCapture.Printed printed) {
        return new ErrorReports.Circumstances(
                segment.current().task(),
                segment.template(),
                segment.scope().elementsOf(segment.current().task()),
                attempt,
                printed.err(),
                printed.out(),
                settings.id().value(),
                environment.epochMicros(),
                List.of());
    }

    /// The store has had no room for an output as long as a lease is. It would have none for that of the next
    /// attempt: ends the run, also one that was to go on. What the segment had finished is lost with it, for that
    /// has outputs too.
    void storeIsFull(Segment segment, StoreFullException full) {
        RunExecution run = segment.run();
        TaskError error =
                ErrorReports.report(
                        full,
                        circumstances(
                                segment, segment.failures() + 1, OutputCapture.Printed.NOTHING),
                        true);
        Fail fail =
                new Fail(
                        run.key(),
                        run.epoch(),
                        settings.id(),
                        segment.grant().claim(),
                        worker.newExecution(),
                        error,
                        Optional.empty(),
                        OutgoingEdges.NONE,
                        Inputs.NONE,
                        0,
                        true);
        try {
            heard(segment, Steps.take(run, environment, () -> store.fail(fail)));
        } catch (StoreUnavailableException e) {
            log.warn(
                    "run {}: {} is given up, its lease will pass: {}",
                    run.key(),
                    error.summary(),
                    e);
        }
    }

    private @Nullable Segment tryAgainHere(Segment segment, Duration delay) {
        if (delay.isZero()) {
            return segment;
        }
        RunExecution run = segment.run();
        run.backingOff().add(segment);
        environment.schedule(
                delay.toNanos(),
                () -> {
                    if (run.backingOff().remove(segment) && !run.over()) {
                        worker.resume(segment);
                    }
                });
        return null;
    }

    private void report(Segment failed, TaskError error, Optional<Duration> retryAfter) {
        Segment segment = failed;
        Segment.Produced produced = failed.last();
        if (produced != null) {
            segment = committer.flush(failed, produced);
            if (segment == null || segment.current().task() != failed.current().task()) {
                worker.keep(failed.run(), segment); // another task, that the commit has let in
                return;
            }
        }
        RunExecution run = segment.run();
        TaskRecord record = segment.current();
        long execution = worker.newExecution();
        boolean carries = run.limits().goOn() && retryAfter.isEmpty();
        OutgoingEdges edges =
                carries ? Additions.withoutAddition(segment.scope(), record) : OutgoingEdges.NONE;
        Inputs inputs = carries ? segment.inputs() : Inputs.NONE;
        for (int part = 0; ; part++) {
            int from = part * Commit.MAX_EDGES;
            int to = Math.min(edges.size(), from + Commit.MAX_EDGES);
            boolean last = to == edges.size();
            Fail fail =
                    new Fail(
                            run.key(),
                            run.epoch(),
                            settings.id(),
                            segment.grant().claim(),
                            execution,
                            error,
                            retryAfter,
                            edges.range(from, to),
                            inputs,
                            part,
                            last);
            boolean accepted = heard(segment, Steps.take(run, environment, () -> store.fail(fail)));
            if (last || !accepted) {
                if (accepted && retryAfter.isEmpty()) {
                    segment.template().counts().failed();
                }
                return;
            }
        }
    }

    private boolean heard(Segment segment, FailAnswer answer) {
        RunExecution run = segment.run();
        return switch (answer) {
            case FailAnswer.Recorded(_, var grants, var deadline, var status) -> {
                if (status.ended()) {
                    worker.end(run);
                } else {
                    worker.keep(run, worker.take(run, grants, GivenInputs.NONE, deadline, null));
                }
                yield true;
            }
            case FailAnswer.Refused(var reason) -> {
                log.debug("failure of {} in run {}: {}", segment.grant(), run.key(), reason);
                yield false;
            }
            case FailAnswer.Over _ -> {
                worker.end(run);
                yield false;
            }
        };
    }
}
