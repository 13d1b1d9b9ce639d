package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskRecords;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.BlobStore;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Executes tasks: adopts the claims that it is invoked for, calls their functions, commits, and goes
/// on with the children that it keeps.
///
/// Tasks run on virtual threads. One *runner* executes task after task; before it takes one while
/// others wait, it sees to it that a further runner is about to start. That one gets a carrier only
/// when there is one free: because of a second core, or because the first runner's task blocks. So
/// short tasks cost no thread each, and any number of blocking ones wait at the same time.
///
/// Safe for many threads.
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final int MAX_ADOPTED_PER_START = 512;

    private final WorkerSettings settings;
    private final RunStore store;
    private final Invoker invoker;
    private final WorkerEnvironment environment;
    private final ValueCodec codec;
    private final FunctionLoader loader;
    private final Values values;
    private final TaskCaller caller;
    private final Committer committer;
    private final Failures failures;
    private final Holding holding;
    private final Watchdog watchdog;
    private final @Nullable OutputCapture capture;
    private final ReadyTasks ready = new ReadyTasks();
    private final Set<RunExecution> runs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean runnerPending = new AtomicBoolean();
    private final AtomicInteger executing = new AtomicInteger();
    private final Object quiet = new Object();

    /// @param invoker passes on what this worker does not keep
    public Worker(
            WorkerSettings settings,
            RunStore store,
            BlobStore blobs,
            ValueCodec codec,
            Invoker invoker,
            WorkerEnvironment environment) {
        this.settings = settings;
        this.store = store;
        this.invoker = invoker;
        this.environment = environment;
        this.codec = codec;
        this.loader = new FunctionLoader(settings.application());
        this.values = new Values(store, blobs, codec, environment, settings.inlineValueBytes());
        this.caller = new TaskCaller(environment, values, settings);
        this.committer = new Committer(this, store, values, environment, settings);
        this.failures = new Failures(this, store, committer, environment, settings);
        this.holding = new Holding(this, store, values, committer, environment, settings);
        this.watchdog = new Watchdog(this, environment, settings.grace().toNanos());
        this.capture = settings.captureOutput() ? new OutputCapture() : null;
    }

    /// Gets ready to execute tasks of a run; their claims come by [#accept].
    ///
    /// @param epoch of the run; tasks of another epoch are none of this execution's
    /// @param constants encoded, by slot
    public RunExecution open(
            RunKey run,
            int epoch,
            String shapeHash,
            TaskRecords records,
            List<byte[]> constants,
            RunLimits limits,
            RunCounters counters) {
        RunExecution execution =
                new RunExecution(
                        run,
                        epoch,
                        shapeHash,
                        records,
                        constants,
                        limits,
                        codec,
                        loader,
                        counters,
                        self -> new Heartbeat(this, self, store, environment));
        runs.add(execution);
        execution.heartbeat().begin();
        return execution;
    }

    /// Adopts claims and executes what it may, on threads of its own.
    public void accept(RunExecution run, Invocation invocation) {
        noteDeadline(run, invocation.nextDeadlineMicros());
        environment.fork(() -> adopt(run, invocation.claims()));
    }

    private void adopt(RunExecution run, List<Claim> claims) {
        for (int from = 0; from < claims.size() && !run.over(); from += MAX_ADOPTED_PER_START) {
            int to = Math.min(claims.size(), from + MAX_ADOPTED_PER_START);
            try {
                start(run, claims.subList(from, to));
            } catch (StoreUnavailableException e) {
                log.warn("run {}: claims not adopted, they will be reaped: {}", run.key(), e);
            }
        }
    }

    private void start(RunExecution run, List<Claim> claims) {
        List<Start.Adoption> adoptions = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            adoptions.add(new Start.Adoption(claim, newExecution()));
        }
        Start start = new Start(run.key(), run.epoch(), settings.id(), adoptions, new int[0]);
        switch (Steps.take(run, environment, () -> store.start(start))) {
            case StartAnswer.Started(var verdicts, _, var deadline) -> {
                noteDeadline(run, deadline);
                adopted(run, verdicts);
            }
            case StartAnswer.Over _ -> end(run);
        }
    }

    private void adopted(RunExecution run, List<StartAnswer.Verdict> verdicts) {
        List<Grant> grants = new ArrayList<>(verdicts.size());
        List<StartAnswer.Verdict.PublishOnly> published = new ArrayList<>();
        for (StartAnswer.Verdict verdict : verdicts) {
            switch (verdict) {
                case StartAnswer.Verdict.Adopted(var grant) -> grants.add(grant);
                case StartAnswer.Verdict.PublishOnly winner -> published.add(winner);
                case StartAnswer.Verdict.Refused(var claim, var reason) ->
                        log.debug("run {}: claim {} not adopted: {}", run.key(), claim, reason);
                case StartAnswer.Verdict.NotReady(var claim) ->
                        log.debug("run {}: claim {} is not ready", run.key(), claim);
            }
        }
        ready.add(run, grants, 0);
        wake();
        for (StartAnswer.Verdict.PublishOnly of : published) {
            keep(run, committer.publishFor(run, of.claim(), of.winner()));
        }
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
        } catch (StoreUnavailableException e) {
            log.warn(
                    "run {}: {} is given up, its lease will pass: {}",
                    segment.run().key(),
                    segment.grant(),
                    e.toString());
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
                signalQuiet();
            }
        }
    }

    /// Executes a child whose input the runner holds; what that makes ready waits for others.
    void executeHeld(Runner runner, Segment child) {
        keep(
                child.run(),
                child.grant().skip() ? committer.skip(child) : executeTasks(runner, child));
    }

    private @Nullable Segment executeTasks(Runner runner, Segment segment) {
        while (true) {
            Segment.Produced produced;
            int child;
            try {
                long execution = newExecution();
                TaskCaller.Returned returned = caller.call(runner, segment);
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
            } catch (StoreUnavailableException e) {
                throw e;
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

    private int nextWithin(Segment segment, long nowNanos) {
        int child =
                settings.segments()
                        .next(
                                segment.current(),
                                segment.template().options(),
                                segment.finished().size() + 1,
                                nowNanos - segment.startedNanos());
        return child >= 0 && segment.run().records().holds(child) ? child : -1;
    }

    private SegmentTask inner(Segment segment, Segment.Produced produced) {
        return new SegmentTask(
                produced.record().task(),
                produced.execution(),
                Outcome.COMMITTED,
                Output.None.INSTANCE,
                OutgoingEdges.NONE,
                committer.inputs(segment));
    }

    /// Commits what a segment had finished when its current task was interrupted.
    private @Nullable Segment dropped(Segment segment) {
        Segment.Produced last = segment.last();
        return last == null ? null : committer.flush(segment, last);
    }

    /// Takes over what a step has granted: the first kept child for the calling thread, unless it has
    /// one already; the others wait for runners; the rest is invoked.
    @Nullable Segment take(
            RunExecution run,
            List<Grant> grants,
            long nextDeadlineMicros,
            @Nullable Segment already) {
        noteDeadline(run, nextDeadlineMicros);
        List<Grant> kept = grants;
        if (anyInvoked(grants)) {
            kept = new ArrayList<>();
            List<Claim> invoked = new ArrayList<>();
            for (Grant grant : grants) {
                if (grant.mode() == ClaimMode.INVOKE) {
                    invoked.add(grant.claim());
                } else {
                    kept.add(grant);
                }
            }
            invoke(
                    new Invocation(
                            run.key(), run.epoch(), run.shapeHash(), invoked, nextDeadlineMicros));
        }
        Segment next = already;
        int from = 0;
        if (next == null && !kept.isEmpty()) {
            next = new Segment(run, kept.getFirst());
            from = 1;
        }
        if (from < kept.size()) {
            ready.add(run, kept, from);
            wake();
        }
        return next;
    }

    private static boolean anyInvoked(List<Grant> grants) {
        for (int i = 0; i < grants.size(); i++) {
            if (grants.get(i).mode() == ClaimMode.INVOKE) {
                return true;
            }
        }
        return false;
    }

    /// Lets a runner execute a segment that nobody is executing.
    void keep(RunExecution run, @Nullable Segment segment) {
        if (segment != null && !run.over()) {
            resume(segment);
        }
    }

    void resume(Segment segment) {
        ready.add(segment);
        wake();
    }

    void invoke(Invocation invocation) {
        try {
            invoker.invoke(invocation);
        } catch (StoreUnavailableException e) {
            log.warn("run {}: not invoked, will be dispatched again: {}", invocation.run(), e);
        }
    }

    /// Sees to it that a runner is about to start, if tasks wait and there is room.
    private void wake() {
        while (!runnerPending.get()
                && executing.get() < settings.tasksAtOnce()
                && runnerPending.compareAndSet(false, true)) {
            // Asked again: a runner may have begun between the two.
            if (executing.get() < settings.tasksAtOnce()) {
                forkRunner();
                return;
            }
            runnerPending.set(false);
        }
    }

    private void forkRunner() {
        boolean forked = false;
        try {
            environment.fork(
                    new Runner(
                            this,
                            capture == null
                                    ? null
                                    : new OutputCapture.Tails(settings.echoOutput())));
            forked = true;
        } finally {
            if (!forked) { // out of memory, say: somebody else shall try again
                runnerPending.set(false);
            }
        }
    }

    void began(Runner runner) {
        executing.incrementAndGet();
        runnerPending.set(false);
        watchdog.add(runner);
    }

    void ended(Runner runner, boolean wasAbandoned) {
        watchdog.remove(runner);
        if (wasAbandoned) {
            environment.ended(runner);
        } else {
            executing.decrementAndGet();
        }
        if (!ready.isEmpty()) {
            wake();
        }
    }

    /// The next task for a runner; another runner is about to start if more wait.
    @Nullable Segment poll() {
        Segment segment = ready.poll();
        if (segment != null) {
            segment.run().counters().executing(executing.get());
            if (!ready.isEmpty()) {
                wake();
            }
        }
        return segment;
    }

    void watch(Attempt attempt) {
        watchdog.watch(attempt);
    }

    /// An attempt was given up: its thread may go on for ever, its segment goes on elsewhere.
    void abandoned(Runner runner, Attempt attempt) {
        executing.decrementAndGet();
        watchdog.remove(runner);
        attempt.count(environment.nanoTime());
        environment.abandon(runner, attempt.thread());
        Segment segment = attempt.segment();
        log.warn(
                "run {}: task {} '{}' did not stop within {} of being interrupted and is abandoned",
                segment.run().key(),
                attempt.task(),
                attempt.name(),
                settings.grace());
        environment.forkPlatform(() -> afterAbandoning(runner, attempt));
    }

    private void afterAbandoning(Runner runner, Attempt attempt) {
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
                keep(segment.run(), failures.failed(segment, timeout, runner.tails()));
            } else {
                keep(segment.run(), dropped(segment));
            }
        } catch (StoreUnavailableException e) {
            log.warn("run {}: {} is given up: {}", segment.run().key(), segment.grant(), e);
        } finally {
            signalQuiet();
            wake();
        }
    }

    /// Tells those attempts to stop whose claims are lost.
    void interruptLost(RunExecution run, Set<Claim> lost) {
        watchdog.interrupt(
                run,
                segment -> lost.contains(segment.grant().claim()),
                Attempt.Interruption.CLAIM_LOST);
    }

    /// The run has no more use for this worker.
    void end(RunExecution run) {
        if (!run.end(environment.nanoTime())) {
            return;
        }
        runs.remove(run);
        run.heartbeat().stop();
        ready.drop(run);
        run.backingOff().clear();
        watchdog.interrupt(run, _ -> true, Attempt.Interruption.RUN_OVER);
        signalQuiet();
    }

    /// Stops executing tasks of a run: they are interrupted, and abandoned after the grace.
    public void stop(RunExecution run) {
        end(run);
    }

    /// Waits until no task of a run that is over is being executed or committed here.
    ///
    /// @return whether that is so; tasks that were abandoned do not count
    public boolean awaitQuiet(RunExecution run, Duration atMost) throws InterruptedException {
        return awaitQuiet(segment -> segment.run() == run, atMost);
    }

    private boolean awaitQuiet(Predicate<Segment> busy, Duration atMost)
            throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (quiet) {
            while (anyRuns(busy)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                quiet.wait(Math.min(50, left / 1_000_000 + 1));
            }
        }
        return true;
    }

    private boolean anyRuns(Predicate<Segment> which) {
        for (Runner runner : watchdog.runners()) {
            Segment segment = runner.segment();
            if (segment != null && which.test(segment)) {
                return true;
            }
        }
        return false;
    }

    private void signalQuiet() {
        synchronized (quiet) {
            quiet.notifyAll();
        }
    }

    void delete(RunExecution run, List<ValueId> garbage) {
        values.delete(run, garbage);
    }

    private void noteDeadline(RunExecution run, long micros) {
        run.heartbeat().deadline(micros);
    }

    long newExecution() {
        long execution = environment.randomLong();
        return execution == 0 ? 1 : execution;
    }

    WorkerId id() {
        return settings.id();
    }

    ReadyTasks ready() {
        return ready;
    }

    Set<Runner> runners() {
        return watchdog.runners();
    }

    int waiting() {
        return ready.size();
    }

    int executing() {
        return executing.get();
    }

    /// Stops all runs here, waits for their tasks at most through the grace, and lets go of the
    /// process's output. The store stays as it is: somebody else may go on.
    @Override
    public void close() {
        List.copyOf(runs).forEach(this::end);
        try {
            awaitQuiet(_ -> true, settings.grace().plusMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watchdog.stop();
        if (capture != null) {
            capture.close();
        }
    }
}
