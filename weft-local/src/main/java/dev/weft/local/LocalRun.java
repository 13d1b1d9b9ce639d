package dev.weft.local;

import dev.weft.model.Dag;
import dev.weft.model.FunctionProgress;
import dev.weft.model.RunEvent;
import dev.weft.model.RunKey;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatistics;
import dev.weft.model.RunStatus;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunOutcome;
import dev.weft.worker.RunCounters;
import dev.weft.worker.RunExecution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of a local engine, in one epoch. Safe for many threads.
final class LocalRun implements RunHandle {
    private final LocalEngine engine;
    private final RunKey key;
    private volatile @Nullable Dag dag;
    private final RunCounters counters;
    private volatile @Nullable RunExecution execution;
    private volatile boolean done;
    private @Nullable RunOutcome outcome;

    LocalRun(LocalEngine engine, RunKey key, Dag dag, RunCounters counters) {
        this.engine = engine;
        this.key = key;
        this.dag = dag;
        this.counters = counters;
    }

    void executedBy(RunExecution begun) {
        execution = begun;
    }

    Optional<RunExecution> execution() {
        return Optional.ofNullable(execution);
    }

    /// The graph, for a resumption; none once the run is done.
    Optional<Dag> dag() {
        return Optional.ofNullable(dag);
    }

    RunCounters counters() {
        return counters;
    }

    boolean ended() {
        RunExecution current = execution;
        return done || (current != null && current.over());
    }

    @Override
    public RunKey key() {
        return key;
    }

    @Override
    public RunRecord record() {
        return engine.store()
                .find(key.id())
                .filter(found -> found.run().equals(key))
                .orElseThrow(() -> new RunGoneException(key));
    }

    @Override
    public List<FunctionProgress> progress() {
        return counters.progress();
    }

    @Override
    public RunStatistics statistics() {
        return counters.statistics(engine.nanoTime());
    }

    @Override
    public Optional<RunOutcome> await(Duration atMost) throws InterruptedException {
        RunRecord found =
                engine.store().await(key, atMost).orElseThrow(() -> new RunGoneException(key));
        if (!found.status().ended()) {
            if (Thread.interrupted()) { // the store stops waiting, and leaves saying so to us
                throw new InterruptedException("interrupted while waiting for run " + key.id());
            }
            return Optional.empty();
        }
        if (found.status() == RunStatus.DONE) {
            counters.done(engine.nanoTime());
            done = true;
            execution = null; // templates, constants and timers of a run that is kept for a day
            dag = null;
        } else {
            settle();
        }
        return Optional.of(outcome(found));
    }

    /// Tasks that were being executed when the run ended may have errors of their own to tell.
    private void settle() throws InterruptedException {
        RunExecution current = execution;
        if (current != null) {
            engine.worker().stop(current);
            engine.worker().awaitQuiet(current, engine.grace().plusMillis(500));
        }
    }

    private synchronized RunOutcome outcome(RunRecord ended) {
        RunOutcome known = outcome;
        if (known == null) {
            known =
                    switch (ended.status()) {
                        case DONE -> new RunOutcome.Succeeded(engine.result(ended));
                        case CANCELLED -> new RunOutcome.Cancelled(latest(ended));
                        case FAILED, RUNNING -> new RunOutcome.Failed(latest(ended));
                    };
            outcome = known;
        }
        return known;
    }

    /// The record with errors that came after the end, unless the engine is closed meanwhile.
    private RunRecord latest(RunRecord ended) {
        return engine.store().find(key.id()).filter(found -> found.run().equals(key)).orElse(ended);
    }

    @Override
    public RunStatus cancel() {
        return switch (engine.store().cancel(key)) {
            case CancelAnswer.Found(var before) -> {
                if (before == RunStatus.RUNNING) {
                    engine.stop(key); // a resumption may have made another handle
                }
                yield before;
            }
            case CancelAnswer.Gone() -> throw new RunGoneException(key);
        };
    }

    @Override
    public List<RunEvent> events(long from, int max, Duration atMost) {
        return engine.store().events(key, from, max, atMost);
    }
}
