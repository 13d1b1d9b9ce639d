package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskResult;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.RunStore;
import java.util.Arrays;
import java.util.Optional;
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
    private static final int LOOKS_PER_LEASE = 20;

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
        boolean shared = !isParent(segment.current(), lost.parent());
        if (lost.execution() == 0) {
            // Somebody else makes it again, and has dropped this claim if it is of a child.
            return shared ? later(segment) : null;
        }
        Invalidate invalidate;
        try {
            invalidate = invalidate(segment, lost);
        } catch (ValueLostException e) {
            lostAddition(run, segment.grant().claim(), e);
            return null;
        }
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
                Segment next = worker.take(run, grants, GivenInputs.NONE, deadline, null);
                if (shared) {
                    later(segment);
                }
                yield next;
            }
            case InvalidateAnswer.Changed() -> {
                if (shared) {
                    yield later(segment);
                }
                yield segment.readAgain() <= MOST_READS ? segment : null;
            }
            case InvalidateAnswer.Refused _ -> null;
            case InvalidateAnswer.Over _ -> {
                worker.end(run);
                yield null;
            }
        };
    }

    private Invalidate invalidate(Segment segment, ValueLostException lost) {
        RunExecution run = segment.run();
        if (additions.isExit(run, lost.parent())) {
            int expansion = additions.expansionOf(run, lost.parent());
            TaskResult inline = additions.inline(run, expansion);
            if (inline != null) {
                return invalidateInline(segment, inline);
            }
            additions.learnOfExit(run, lost.parent());
        }
        Scope scope = run.scope(lost.parent());
        TaskRecord parent = scope.record(lost.parent());
        return new Invalidate(
                run.key(),
                run.epoch(),
                worker.id(),
                segment.grant().claim(),
                lost.parent(),
                lost.execution(),
                parent.out(),
                waitsFor(scope, parent),
                scope.template(parent).options().fenced());
    }

    /// What came from an expansion and was committed with it is made again with it.
    private Invalidate invalidateInline(Segment segment, TaskResult result) {
        RunExecution run = segment.run();
        Scope scope = run.scope(result.task());
        TaskRecord expansion = scope.record(result.task());
        return new Invalidate(
                run.key(),
                run.epoch(),
                worker.id(),
                segment.grant().claim(),
                expansion.task(),
                result.execution(),
                Additions.exits(scope, expansion),
                Additions.withoutAddition(scope, expansion),
                waitsFor(scope, expansion),
                scope.template(expansion).options().fenced());
    }

    private static Inputs waitsFor(Scope scope, TaskRecord task) {
        Addition addition = scope.addition();
        return addition != null && task.parents().length == 0
                ? addition.ofRoot(task.task())
                : Inputs.fromStore(task.parents(), task.parentOutDegrees(), task.firstInEdge());
    }

    private static boolean isParent(TaskRecord task, int parent) {
        return Arrays.stream(task.parents()).anyMatch(other -> other == parent);
    }

    /// What the elements of a fan-out share is no input of theirs: nobody drops their claims while it is made
    /// again, and they wait for it here.
    private @Nullable Segment later(Segment segment) {
        RunExecution run = segment.run();
        run.backingOff().add(segment);
        environment.schedule(
                run.limits().lease().dividedBy(LOOKS_PER_LEASE).toNanos(),
                () -> {
                    if (run.backingOff().remove(segment) && !run.over()) {
                        worker.runners().addLast(segment);
                    }
                });
        return null;
    }

    /// Ends a run of which nobody knows any more which tasks it has: the outcome of an expansion cannot be made
    /// again, for others have begun with what it has added.
    ///
    /// @param claim of a task that comes from there
    void lostAddition(RunExecution run, Claim claim, ValueLostException lost) {
        if (lost.execution() == 0) {
            return; // the store has lost the outcome itself, and so the claim
        }
        log.warn("run {}: {}", run.key(), lost.getMessage());
        Fail fail =
                new Fail(
                        run.key(),
                        run.epoch(),
                        worker.id(),
                        claim,
                        worker.newExecution(),
                        ErrorReports.lost(
                                lost.parent(),
                                String.valueOf(lost.getMessage()),
                                worker.id(),
                                environment.epochMicros()),
                        Optional.empty(),
                        OutgoingEdges.NONE,
                        Inputs.NONE,
                        0,
                        true);
        if (!(Steps.take(run, environment, () -> store.fail(fail)) instanceof FailAnswer.Refused)) {
            worker.end(run);
        }
    }
}
