package dev.weft.worker;

import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.TaskKind;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.StoreFullException;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.UnknownNumberException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Executes segments: task after task, then the commit, or what follows a failure. Safe for many
/// threads.
final class SegmentExecution {
    private static final Logger log = LoggerFactory.getLogger(SegmentExecution.class);

    private final Worker worker;
    private final WorkerSettings settings;
    private final Values values;
    private final TaskCaller caller;
    private final Committer committer;
    private final Failures failures;
    private final Holding holding;
    private final LostValues lostValues;
    private final Expansions expansions;

    SegmentExecution(
            Worker worker,
            WorkerSettings settings,
            Values values,
            TaskCaller caller,
            Committer committer,
            Failures failures,
            Holding holding,
            LostValues lostValues,
            Expansions expansions) {
        this.expansions = expansions;
        this.worker = worker;
        this.settings = settings;
        this.values = values;
        this.caller = caller;
        this.committer = committer;
        this.failures = failures;
        this.holding = holding;
        this.lostValues = lostValues;
    }

    /// Executes a segment up to its commit, or as far as it gets.
    ///
    /// @return what the runner executes next, if that is decided already
    @Nullable Segment execute(Runner runner, Segment segment) {
        try {
            if (segment.run().over()) {
                return null;
            }
            return segment.grant().skip() ? committer.skip(segment) : executeTasks(runner, segment);
        } catch (StoreFullException e) {
            failures.storeIsFull(segment, e);
            return null;
        } catch (UnknownGraphException e) {
            worker.lost(segment.run(), List.of(segment.grant().claim()), e);
            return null;
        } catch (StoreUnavailableException e) {
            log.warn(
                    "run {}: {} is given up, its lease will pass: {}",
                    segment.run().key(),
                    segment.grant(),
                    e.toString());
            return null;
        } catch (UnknownNumberException e) {
            log.debug("run {}: {} is lost: {}", segment.run().key(), segment.grant(), e.toString());
            return null;
        } catch (RuntimeException | Error e) { // or the thread would end with its other tasks
            log.error(
                    "run {}: {} is given up, its lease will pass",
                    segment.run().key(),
                    segment.grant(),
                    e);
            return null;
        } finally {
            if (segment.run().over()) {
                worker.runners().signalQuiet();
            }
        }
    }

    /// Executes a child whose input the runner holds; what that makes ready waits for others.
    void executeHeld(Runner runner, Segment child) {
        worker.keep(
                child.run(),
                child.grant().skip() ? committer.skip(child) : executeTasks(runner, child));
    }

    private @Nullable Segment executeTasks(Runner runner, Segment segment) {
        while (true) {
            Segment.Produced produced;
            int child;
            try {
                long execution = worker.newExecution();
                TaskCaller.Returned returned = caller.call(runner, segment);
                if (segment.template().kind() == TaskKind.EXPANSION) {
                    return expand(segment, execution, returned.value());
                }
                child = nextWithin(segment, returned.endedNanos());
                produced = values.produced(segment, execution, returned.value(), child >= 0);
            } catch (AbandonedException e) {
                runner.abandoned();
                return null;
            } catch (DroppedException e) {
                return dropped(segment);
            } catch (WorkerLostException e) {
                log.debug("run {}: {} is left: {}", segment.run().key(), segment.grant(), e);
                return null;
            } catch (ValueLostException e) {
                return lostValues.lost(segment, e);
            } catch (StoreUnavailableException | UnknownGraphException | UnknownNumberException e) {
                throw e; // no failure of the task
            } catch (Throwable thrown) {
                return failures.failed(segment, thrown, runner.tails());
            }
            if (child < 0) {
                return holding.holds(segment, produced)
                        ? holding.hold(runner, segment, produced)
                        : committer.commit(segment, produced);
            }
            segment.goOn(inner(segment, produced), produced, child);
        }
    }

    private @Nullable Segment expand(Segment segment, long execution, @Nullable Object value) {
        Segment.Produced produced = expansions.expand(segment, execution, value);
        try {
            return committer.commit(segment, produced);
        } catch (UnknownNumberException e) {
            return segment.again(); // the store has lost the numbers that it had given
        } finally {
            segment.run().endGrowing(execution);
        }
    }

    private int nextWithin(Segment segment, long nowNanos) {
        int child =
                settings.segments()
                        .next(
                                segment.current(),
                                segment.template().options(),
                                segment.finished().size() + 1,
                                nowNanos - segment.startedNanos());
        return child >= 0 && segment.scope(child).has(child) ? child : -1;
    }

    private SegmentTask inner(Segment segment, Segment.Produced produced) {
        return new SegmentTask(
                produced.record().task(),
                produced.execution(),
                Outcome.COMMITTED,
                Output.None.INSTANCE,
                OutgoingEdges.NONE,
                segment.inputs(),
                segment.failures());
    }

    /// Commits what a segment had finished when its current task was interrupted.
    private @Nullable Segment dropped(Segment segment) {
        Segment.Produced last = segment.last();
        return last == null ? null : committer.flush(segment, last);
    }

    /// Goes on with a segment whose attempt was given up.
    void afterAbandoning(Runner runner, Attempt attempt) {
        Segment segment = attempt.segment();
        try {
            if (attempt.interruption() == Attempt.Interruption.TIMED_OUT) {
                AttemptTimeoutException timeout =
                        new AttemptTimeoutException(
                                attempt.name(),
                                attempt.template().options().timeout(),
                                true,
                                settings.grace());
                timeout.setStackTrace(attempt.stack());
                worker.keep(segment.run(), failures.failed(segment, timeout, runner.tails()));
            } else {
                worker.keep(segment.run(), dropped(segment));
            }
            Holding.Kept kept = runner.kept();
            if (kept != null) { // its children can get it from the store
                worker.keep(segment.run(), committer.commit(kept.segment(), kept.produced()));
                kept.children().stream()
                        .skip(1) // the abandoned one
                        .forEach(child -> worker.keep(segment.run(), child.again()));
            }
        } catch (StoreUnavailableException | UnknownNumberException e) {
            log.warn("run {}: {} is given up: {}", segment.run().key(), segment.grant(), e);
        } finally {
            worker.runners().signalQuiet();
            worker.runners().wake();
        }
    }
}
