package dev.weft.worker;

import dev.weft.core.AloneRule;
import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskRecords;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.BlobStore;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Executes tasks: adopts the claims that it is invoked for, calls their functions, commits, and goes
/// on with the children that it keeps.
///
/// Threads are [Runners], what they do is [SegmentExecution].
///
/// Safe for many threads.
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final WorkerSettings settings;
    private final RunStore store;
    private final Invoker invoker;
    private final WorkerEnvironment environment;
    private final ValueCodec codec;
    private final FunctionLoader loader;
    private final Values values;
    private final LocalCopies copies = new LocalCopies(Runtime.getRuntime().maxMemory() / 8);
    private final Runners runners;
    private final Adoption adoption;
    private final SegmentExecution execution;
    private final InlineFanOuts inlineFanOuts;
    private final LostGraphs lostGraphs;
    private final Watchdog watchdog;
    private final Decisions decisions;
    private final @Nullable OutputCapture capture;
    private final Set<RunExecution> runs = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile Runnable abandonedListener = () -> {};

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
        this.values =
                new Values(store, blobs, codec, environment, settings.inlineValueBytes(), copies);
        decisions = new Decisions(this, store, environment);
        Additions additions = new Additions(values, codec, loader);
        Committer committer =
                new Committer(this, store, values, additions, decisions, environment, settings);
        this.runners = new Runners(this, settings, environment);
        LostValues lostValues = new LostValues(this, store, additions, environment);
        this.adoption = new Adoption(this, store, committer, additions, lostValues, environment);
        Failures failures = new Failures(this, store, committer, values, environment, settings);
        Expansions expansions =
                new Expansions(this, store, additions, codec, environment, settings.fanOuts());
        this.inlineFanOuts =
                new InlineFanOuts(
                        this, committer, expansions, failures, environment, settings.segments());
        this.execution =
                new SegmentExecution(
                        this,
                        settings,
                        values,
                        new TaskCaller(environment, values, decisions, settings),
                        committer,
                        failures,
                        new Holding(this, store, values, committer, environment, settings),
                        lostValues,
                        expansions,
                        inlineFanOuts);
        this.lostGraphs = new LostGraphs(store, settings.id(), environment);
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
            RunCode code,
            TaskRecords records,
            List<byte[]> constants,
            RunLimits limits,
            RunCounters counters) {
        return open(run, epoch, code, records, constants, limits, counters, Optional.empty());
    }

    /// Gets ready to execute tasks of a run.
    ///
    /// @param parcel goes along with the invocations of others
    RunExecution open(
            RunKey run,
            int epoch,
            RunCode code,
            TaskRecords records,
            List<byte[]> constants,
            RunLimits limits,
            RunCounters counters,
            Optional<Invocation.Parcel> parcel) {
        RunExecution execution =
                new RunExecution(
                        run,
                        epoch,
                        code,
                        records,
                        constants,
                        limits,
                        codec,
                        loader,
                        counters,
                        parcel,
                        self -> new Heartbeat(this, self, store, environment));
        runs.add(execution);
        execution.heartbeat().begin();
        return execution;
    }

    /// Adopts claims and executes what it may, on threads of its own.
    public void accept(RunExecution run, Invocation invocation) {
        noteDeadline(run, invocation.nextDeadlineMicros());
        adoptSoon(run, invocation.claims());
    }

    private void adoptSoon(RunExecution run, List<Claim> claims) {
        run.began(1);
        runners.beginBeside();
        environment.fork(() -> adopt(run, claims));
    }

    private void adopt(RunExecution run, List<Claim> claims) {
        try {
            adoption.adopt(run, claims);
        } finally {
            runners.endBeside();
            if (run.ended(1)) {
                runners.signalQuiet();
            }
        }
    }

    /// Takes over what a step has granted: the first kept child for the calling thread, unless it has
    /// one already; the others wait for runners; the rest is invoked.
    @Nullable Segment take(
            RunExecution run,
            List<Grant> grants,
            GivenInputs given,
            long nextDeadlineMicros,
            @Nullable Segment already) {
        noteDeadline(run, nextDeadlineMicros);
        List<Grant> kept = grants;
        if (anyInvoked(grants)) {
            kept = new ArrayList<>();
            List<Grant> invoked = new ArrayList<>();
            for (Grant grant : grants) {
                if (grant.mode() == ClaimMode.INVOKE) {
                    invoked.add(grant);
                } else {
                    kept.add(grant);
                }
            }
            invoke(run, notBegun(run, invoked), nextDeadlineMicros);
        }
        if (run.limits().isBounded()) {
            kept = known(run, kept);
        }
        kept = inlineFanOuts.claimed(run, kept);
        Segment next = already;
        int from = 0;
        if (next == null && !kept.isEmpty()) {
            from = 1;
            if (run.knows(kept.getFirst().task())) {
                next = new Segment(run, kept.getFirst(), given);
            }
        }
        if (from < kept.size()) {
            runners.add(run, kept, given, from);
        }
        return next;
    }

    /// Where parallelism is bounded a step grants also what its outcome has not made ready. Of that, adopts
    /// what may come from an outcome that is not known here: the answer to an adoption tells of it.
    private List<Grant> known(RunExecution run, List<Grant> grants) {
        List<Grant> known = new ArrayList<>(grants.size());
        List<Claim> unknown = new ArrayList<>(0);
        for (Grant grant : grants) {
            if (run.knows(grant.task())) {
                known.add(grant);
            } else {
                unknown.add(grant.claim());
            }
        }
        if (!unknown.isEmpty()) {
            adoptSoon(run, unknown);
        }
        return known;
    }

    /// Leaves out what was begun here before it had a claim, and adopts it.
    private List<Grant> notBegun(RunExecution run, List<Grant> grants) {
        List<Grant> begun = inlineFanOuts.begun(run, grants);
        if (begun.isEmpty()) {
            return grants;
        }
        adoptSoon(run, begun.stream().map(Grant::claim).toList());
        List<Grant> others = new ArrayList<>(grants);
        others.removeAll(Set.copyOf(begun));
        return others;
    }

    private static boolean anyInvoked(List<Grant> grants) {
        for (int i = 0; i < grants.size(); i++) {
            if (grants.get(i).mode() == ClaimMode.INVOKE) {
                return true;
            }
        }
        return false;
    }

    /// Takes over claims that it has adopted.
    void adopted(RunExecution run, List<Grant> grants, GivenInputs given) {
        List<Grant> fresh = inlineFanOuts.claimed(run, grants);
        if (!fresh.isEmpty()) {
            runners.add(run, fresh, given, 0);
        }
    }

    /// Lets a runner execute a segment that nobody is executing.
    void keep(RunExecution run, @Nullable Segment segment) {
        if (segment != null && !run.over()) {
            resume(segment);
        }
    }

    void resume(Segment segment) {
        runners.add(segment);
    }

    /// Has claims executed elsewhere. One that workers were lost with goes alone: what it does to its
    /// process shall not happen to others.
    void invoke(RunExecution run, List<Grant> grants, long nextDeadlineMicros) {
        List<Claim> together = new ArrayList<>(grants.size());
        for (Grant grant : grants) {
            if (AloneRule.applies(grant)) {
                invoke(run.invocation(List.of(grant.claim()), nextDeadlineMicros, true));
            } else {
                together.add(grant.claim());
            }
        }
        if (!together.isEmpty()) {
            invoke(run.invocation(together, nextDeadlineMicros, false));
        }
    }

    private void invoke(Invocation invocation) {
        try {
            invoker.invoke(invocation);
        } catch (StoreUnavailableException e) {
            log.warn("run {}: not invoked, will be dispatched again: {}", invocation.run(), e);
        }
    }

    /// What is to be known of a run is lost: ends it, or leaves it to whoever has its claims next.
    void lost(RunExecution run, List<Claim> claims, UnknownGraphException lost) {
        if (lostGraphs.end(run.key(), run.epoch(), claims, lost, newExecution())) {
            end(run);
        }
    }

    /// Like the above for a run that cannot be opened here.
    void lost(Invocation invocation, UnknownGraphException lost) {
        lostGraphs.end(
                invocation.run(), invocation.epoch(), invocation.claims(), lost, newExecution());
    }

    void watch(Attempt attempt) {
        watchdog.watch(attempt);
    }

    /// An attempt was given up: its thread may go on for ever, its segment goes on elsewhere.
    void abandoned(Runner runner, Attempt attempt) {
        runners.abandoned(runner);
        attempt.count(environment.nanoTime());
        environment.abandon(runner, attempt.thread());
        Segment segment = attempt.segment();
        log.warn(
                "run {}: task {} '{}' did not stop within {} of being interrupted and is abandoned",
                segment.run().key(),
                attempt.task(),
                attempt.name(),
                settings.grace());
        environment.forkPlatform(() -> {
            execution.afterAbandoning(runner, attempt);
            abandonedListener.run();
        });
    }

    /// @param listener called after an attempt was given up and what follows from that was reported
    void onAbandoned(Runnable listener) {
        abandonedListener = listener;
    }

    boolean isDraining() {
        return draining;
    }

    /// Takes on nothing more: claims that wait here are given away, children that become ready are
    /// invoked elsewhere. Waits until what is being executed has ended.
    ///
    /// @return whether it has; tasks that were abandoned do not count
    boolean drain(Duration atMost) throws InterruptedException {
        draining = true;
        runs.forEach(run -> {
            inlineFanOuts.expandAll(run);
            run.heartbeat().shareAll();
        });
        return runners.awaitNone(atMost);
    }

    /// Tells those attempts to stop whose claims are lost.
    void interruptLost(RunExecution run, Set<Claim> lost) {
        watchdog.interrupt(
                run,
                segment ->
                        lost.contains(segment.grant().claim())
                                && (segment.within() == null || segment.within().isOpen()),
                Attempt.Interruption.CLAIM_LOST);
    }

    /// Tells those attempts to stop that are at elements which nobody needs any more.
    void interruptUnneeded(RunExecution run, Addition addition) {
        watchdog.interrupt(
                run,
                segment -> segment.scope().addition() == addition,
                Attempt.Interruption.NOT_NEEDED);
    }

    /// The run has no more use for this worker.
    void end(RunExecution run) {
        if (!run.end(environment.nanoTime())) {
            return;
        }
        runs.remove(run);
        run.heartbeat().stop();
        runners.drop(run);
        run.backingOff().clear();
        run.inline().forEach(InlineFanOut::close);
        copies.forget(run.key());
        watchdog.interrupt(run, _ -> true, Attempt.Interruption.RUN_OVER);
        runners.signalQuiet();
    }

    /// Stops executing tasks of a run: they are interrupted, and abandoned after the grace.
    public void stop(RunExecution run) {
        end(run);
    }

    /// Waits until a run has nothing to do here.
    ///
    /// @return whether that is so
    boolean awaitIdle(RunExecution run, Duration atMost) throws InterruptedException {
        return runners.awaitIdle(run, atMost);
    }

    /// Gives half of a run's waiting claims away with the next commit.
    ///
    /// @return how many wait
    int share(RunExecution run) {
        int waiting = runners.waiting(run);
        if (waiting > 1 && runners.claims(run) < 2) {
            inlineFanOuts.share(run);
        } else if (waiting > 1) {
            run.share();
            run.heartbeat().shareSoon();
        }
        return waiting;
    }

    void forgetCopies(RunKey run) {
        copies.forget(run);
    }

    int executing() {
        return runners.executing();
    }

    /// Waits until no task of a run that is over is being executed or committed here.
    ///
    /// @return whether that is so; tasks that were abandoned do not count
    public boolean awaitQuiet(RunExecution run, Duration atMost) throws InterruptedException {
        return runners.awaitQuiet(segment -> segment.run() == run, atMost);
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

    Decisions decisions() {
        return decisions;
    }

    Runners runners() {
        return runners;
    }

    SegmentExecution execution() {
        return execution;
    }

    /// Stops all runs here, waits for their tasks at most through the grace, and lets go of the
    /// process's output. The store stays as it is: somebody else may go on.
    @Override
    public void close() {
        List.copyOf(runs).forEach(this::end);
        try {
            runners.awaitQuiet(_ -> true, settings.grace().plusMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watchdog.stop();
        if (capture != null) {
            capture.close();
        }
    }
}
