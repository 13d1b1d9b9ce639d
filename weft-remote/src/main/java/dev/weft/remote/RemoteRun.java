package dev.weft.remote;

import dev.weft.core.AloneRule;
import dev.weft.model.FunctionProgress;
import dev.weft.model.Grant;
import dev.weft.model.RunEvent;
import dev.weft.model.RunKey;
import dev.weft.model.RunProgress;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatistics;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.Invocation;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunOutcome;
import dev.weft.spi.RunStore;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's view of one run. Whoever waits here looks after the run too: at each third of a lease
/// claims whose deadline has passed are issued anew. Safe for many threads.
final class RemoteRun implements RunHandle {
    private static final Logger log = LoggerFactory.getLogger(RemoteRun.class);
    private static final int MOST_REAPED = 1_000;

    private final RemoteEngine engine;
    private final RunKey key;
    private final Supplier<Optional<TaskNames>> naming;
    private final Optional<Submission> submission;
    private volatile long seenNanos = System.nanoTime();
    private Optional<TaskNames> names = Optional.empty(); // guarded by this
    private @Nullable RunOutcome outcome; // guarded by this

    /// @param naming gives nothing if the store has lost the run's graph
    /// @param submission of this very run, if this client has submitted it
    RemoteRun(
            RemoteEngine engine,
            RunKey key,
            Supplier<Optional<TaskNames>> naming,
            Optional<Submission> submission) {
        this.engine = engine;
        this.key = key;
        this.naming = naming;
        this.submission = submission;
    }

    private RunStore store() {
        return engine.stores().runs();
    }

    @Override
    public RunKey key() {
        return key;
    }

    @Override
    public RunRecord record() {
        return named(
                engine.insist(() -> store().find(key.id()))
                        .filter(found -> found.run().equals(key))
                        .orElseThrow(this::gone));
    }

    private RunGoneException gone() {
        return new RunGoneException(key);
    }

    @Override
    public List<FunctionProgress> progress() {
        RunProgress now = engine.insist(() -> store().progress(key)).orElseThrow(this::gone);
        return names().map(known -> known.progress(now, failed(now))).orElse(List.of());
    }

    /// Those that failed for good. One that has ended its run with that is not settled, for it is executed when
    /// the run is resumed; its error tells.
    private BitSet failed(RunProgress now) {
        BitSet failed = (BitSet) now.failed().clone();
        if (now.started().isEmpty()) { // or the run has not ended, and need not be asked for
            engine
                    .insist(() -> store().find(key.id()))
                    .filter(found -> found.run().equals(key))
                    .filter(found -> found.status() == RunStatus.FAILED)
                    .map(RunRecord::errors)
                    .orElse(List.of())
                    .stream()
                    .filter(TaskError::last)
                    .mapToInt(TaskError::task)
                    .filter(task -> task >= 0 && !now.settled().get(task))
                    .forEach(failed::set);
        }
        return failed;
    }

    private synchronized Optional<TaskNames> names() {
        if (names.isEmpty()) {
            names = naming.get();
        }
        return names;
    }

    @Override
    public RunStatistics statistics() {
        RunRecord run = record();
        long end = run.endedMicros() == 0 ? nowMicros() : run.endedMicros();
        return new RunStatistics(
                run.tasks(),
                run.settled(),
                run.work().attempts(),
                TimeUnit.MICROSECONDS.toNanos(Math.max(0, end - run.createdMicros())),
                run.work().executingNanos(),
                run.work().encodedBytes(),
                0,
                run.work().roundTrips());
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    @Override
    public Optional<RunOutcome> await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(atMost);
        while (true) {
            long left = Math.max(0, end - System.nanoTime());
            RunRecord found = await(left);
            if (found.status().ended()) {
                return Optional.of(outcome(found));
            }
            if (Thread.interrupted()) { // the store stops waiting, and leaves saying so to us
                throw new InterruptedException("interrupted while waiting for run " + key.id());
            }
            if (left == 0) {
                return Optional.empty();
            }
            look(found);
        }
    }

    private RunRecord await(long nanos) {
        Duration wait = Duration.ofNanos(Math.min(nanos, engine.patience()));
        Optional<RunRecord> found = engine.insist(() -> store().await(key, wait));
        if (found.isEmpty()) {
            beginAgain();
            found = engine.insist(() -> store().find(key.id()));
        }
        seenNanos = System.nanoTime();
        return found.filter(run -> run.run().equals(key)).orElseThrow(this::gone);
    }

    /// A run cannot have expired so soon after it was seen: the store has lost what it was told last, the
    /// run's submission included. Submitting it again is safe.
    private void beginAgain() {
        Submission again = submission.orElseThrow(this::gone);
        long unseenNanos = System.nanoTime() - seenNanos;
        if (unseenNanos >= again.submit().limits().retention().toNanos()) {
            throw gone();
        }
        log.warn("run {}: the store has lost it, it is submitted again", key);
        engine.begin(again);
    }

    /// Issues claims anew whose deadline has passed.
    private void look(RunRecord run) {
        ReapAnswer answer = engine.insist(() -> store().reap(key, MOST_REAPED));
        if (answer instanceof ReapAnswer.Reaped reaped && !reaped.reissued().isEmpty()) {
            for (boolean alone : new boolean[] {false, true}) {
                List<Grant> grants =
                        reaped.reissued().stream()
                                .filter(grant -> AloneRule.applies(grant) == alone)
                                .toList();
                engine.invoke(
                        grants,
                        claims ->
                                new Invocation(
                                        key,
                                        reaped.epoch(),
                                        run.code(),
                                        run.limits(),
                                        claims,
                                        reaped.nextDeadlineMicros(),
                                        alone,
                                        Optional.empty()));
            }
        }
    }

    private synchronized RunOutcome outcome(RunRecord ended) {
        RunOutcome known = outcome;
        if (known == null) {
            known =
                    switch (ended.status()) {
                        case DONE -> new RunOutcome.Succeeded(engine.result(ended));
                        case CANCELLED -> new RunOutcome.Cancelled(named(ended));
                        case FAILED, RUNNING -> new RunOutcome.Failed(named(ended));
                    };
            outcome = known;
        }
        return known;
    }

    /// With names in those errors that the store found itself.
    private RunRecord named(RunRecord run) {
        if (run.errors().stream().noneMatch(error -> error.function().isEmpty())) {
            return run;
        }
        return names().map(
                        known -> run.withErrors(run.errors().stream().map(known::named).toList()))
                .orElse(run);
    }

    @Override
    public RunStatus cancel() {
        return switch (engine.insist(() -> store().cancel(key))) {
            case CancelAnswer.Found(var before) -> before;
            case CancelAnswer.Gone() -> throw gone();
        };
    }

    @Override
    public List<RunEvent> events(long from, int max, Duration atMost) {
        return engine.insist(() -> store().events(key, from, max, atMost));
    }
}
