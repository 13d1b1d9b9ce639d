package dev.weft.worker;

import dev.weft.model.TaskRecord;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.RunStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to inputs that are not where they should be. That is never the failure of the task that wanted
/// to read them: either its claim is gone, and with it the need, or data was lost and is made again.
///
/// Safe for many threads.
final class LostValues {
    private static final Logger log = LoggerFactory.getLogger(LostValues.class);
    private static final int MOST_READS = 3;

    private final Worker worker;
    private final RunStore store;
    private final Additions additions;
    private final WorkerEnvironment environment;

    LostValues(Worker worker, RunStore store, Additions additions, WorkerEnvironment environment) {
        this.additions = additions;
        this.worker = worker;
        this.store = store;
        this.environment = environment;
    }

    /// @return what to execute next in this thread, if anything
    @Nullable Segment lost(Segment segment, ValueLostException lost) {
        RunExecution run = segment.run();
        log.debug(
                "run {}: {} cannot be executed: {}", run.key(), segment.grant(), lost.getMessage());
        if (lost.execution() == 0) {
            return null; // somebody else makes it again, and has dropped this claim
        }
        if (additions.isExit(run, lost.parent())) {
            additions.learnOfExit(run, lost.parent());
        }
        Scope scope = run.scope(lost.parent());
        TaskRecord parent = scope.record(lost.parent());
        Invalidate invalidate =
                new Invalidate(
                        run.key(),
                        run.epoch(),
                        worker.id(),
                        segment.grant().claim(),
                        lost.parent(),
                        lost.execution(),
                        parent.out(),
                        Inputs.fromStore(
                                parent.parents(), parent.parentOutDegrees(), parent.firstInEdge()),
                        scope.template(parent).options().fenced());
        return switch (Steps.take(run, environment, () -> store.invalidate(invalidate))) {
            case InvalidateAnswer.Invalidated(_, var grants, var deadline, var status) -> {
                log.warn(
                        "run {}: the output of task {} is lost ({}) and made again",
                        run.key(),
                        lost.parent(),
                        lost.getMessage());
                if (status.ended()) {
                    worker.end(run);
                    yield null;
                }
                yield worker.take(run, grants, GivenInputs.NONE, deadline, null);
            }
            case InvalidateAnswer.Changed() -> segment.readAgain() <= MOST_READS ? segment : null;
            case InvalidateAnswer.Refused _ -> null;
            case InvalidateAnswer.Over _ -> {
                worker.end(run);
                yield null;
            }
        };
    }
}
