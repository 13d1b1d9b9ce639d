package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.TaskKind;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.StoreFullException;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.UnknownNumberException;
import java.util.List;
import java.util.Objects;
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
    private final InlineFanOuts inlineFanOuts;

    SegmentExecution(
            Worker worker,
            WorkerSettings settings,
            Values values,
            TaskCaller caller,
            Committer committer,
            Failures failures,
            Holding holding,
            LostValues lostValues,
            Expansions expansions,
            InlineFanOuts inlineFanOuts) {
        this.inlineFanOuts = inlineFanOuts;
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
        InlineFanOut within = segment.within();
        boolean left = true;
        try {
            Segment next = segment.run().over() ? null : begin(runner, segment, within);
            left = false;
            return next;
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
            if (left && within != null) {
                within.dropped(segment);
            }
            if (segment.run().over()) {
                worker.runners().signalQuiet();
            }
        }
    }

    private @Nullable Segment begin(Runner runner, Segment segment, @Nullable InlineFanOut within) {
        if (within != null) {
            return within.begins(segment) ? executeTasks(runner, segment) : null;
        }
        if (segment.grant().skip()) {
            return committer.skip(segment);
        }
        Segment.Ending before = segment.takeEnding();
        return before == null ? executeTasks(runner, segment) : asUsual(runner, segment, before);
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
            Claim claim = segment.grant().claim();
            try {
                long execution = worker.newExecution();
                TaskCaller.Returned returned = caller.call(runner, segment);
                if (segment.template().kind() == TaskKind.EXPANSION) {
                    return inlineFanOuts.goOn(
                            segment, expansions.expand(segment, execution, returned.value()));
                }
                child = nextWithin(segment, returned.endedNanos());
                produced = values.produced(segment, execution, returned.value(), child >= 0);
            } catch (AbandonedException e) {
                runner.abandoned();
                return null;
            } catch (DroppedException e) {
                // What it was interrupted for may be the loss of a claim that it does not need any
                // more.
                return claim.equals(segment.grant().claim()) ? dropped(segment) : segment.again();
            } catch (WorkerLostException e) {
                log.debug("run {}: {} is left: {}", segment.run().key(), segment.grant(), e);
                return null;
            } catch (StoreUnavailableException | UnknownGraphException | UnknownNumberException e) {
                throw e; // no failure of the task
            } catch (Throwable thrown) {
                return end(
                        runner,
                        segment,
                        new Segment.Ending.Thrown(
                                thrown, OutputCapture.Printed.of(runner.tails())));
            }
            if (child < 0) {
                return end(runner, segment, new Segment.Ending.Made(produced));
            }
            segment.goOn(inner(segment, produced), produced, child);
        }
    }

    private @Nullable Segment end(Runner runner, Segment segment, Segment.Ending ending) {
        InlineFanOut within = segment.within();
        InlineFanOut.Next next =
                within == null ? new InlineFanOut.Next.AsUsual() : within.ended(segment, ending);
        return next instanceof InlineFanOut.Next.AsUsual
                ? asUsual(runner, segment, ending)
                : inlineFanOuts.goOn(Objects.requireNonNull(within), next);
    }

    private @Nullable Segment asUsual(Runner runner, Segment segment, Segment.Ending ending) {
        return switch (ending) {
            case Segment.Ending.Made(var produced) when holding.holds(segment, produced) ->
                    holding.hold(runner, segment, produced);
            case Segment.Ending.Made(var produced) -> committer.commit(segment, produced);
            case Segment.Ending.Thrown(ValueLostException lost, _) ->
                    lostValues.lost(segment, lost);
            case Segment.Ending.Thrown(var thrown, var printed) ->
                    failures.failed(segment, thrown, printed);
        };
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
        InlineFanOut within = segment.within();
        if (within != null) {
            within.dropped(segment);
            return null;
        }
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
                worker.keep(
                        segment.run(),
                        end(
                                runner,
                                segment,
                                new Segment.Ending.Thrown(
                                        timeout, OutputCapture.Printed.of(runner.tails()))));
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
