package dev.weft.worker;

import dev.weft.model.RunKey;
import dev.weft.model.TaskRecords;
import dev.weft.model.WorkDone;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker in a process of its own: it is invoked for runs that it has never heard of, and finds out
/// what it must know of them.
///
/// Safe for many threads.
public final class HostedWorker implements InvokedWorker, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostedWorker.class);

    private final WorkerSettings settings;
    private final String archive;
    private final Stores stores;
    private final Worker worker;
    private final WorkerEnvironment environment;
    private final RunStore.EndWatch ends;
    private final RunGraphs graphs;
    private final Map<RunKey, RunExecution> runs = new HashMap<>(); // guarded by this
    private WorkDone ofFormerRuns = WorkDone.NONE; // guarded by this

    /// @param archive fingerprint of the application archive that `settings.application()` reads
    /// @param stores stay open when the worker is closed
    /// @param invoker passes on what this worker does not keep; it stays open too
    public HostedWorker(
            WorkerSettings settings,
            String archive,
            Stores stores,
            ValueCodec codec,
            Invoker invoker,
            WorkerEnvironment environment) {
        this.settings = settings;
        this.archive = archive;
        this.stores = stores;
        this.environment = environment;
        worker = new Worker(settings, stores.runs(), stores.blobs(), codec, invoker, environment);
        graphs = new RunGraphs(stores.graphs(), environment);
        ends = stores.runs().watchEnds(this::ended);
    }

    @Override
    public WorkerId id() {
        return settings.id();
    }

    @Override
    public void accept(Invocation invocation) {
        if (!invocation.code().archive().equals(archive)) {
            throw new ArchiveMismatchException(
                    invocation.run(), invocation.code().archive(), archive);
        }
        RunExecution run = known(invocation);
        if (run == null) {
            run = openOrEnd(invocation);
        }
        if (run.epoch() == invocation.epoch()) { // else it comes from before a resumption
            worker.accept(run, invocation);
        }
    }

    /// The execution of the invocation's run, in its epoch or a later one.
    private synchronized @Nullable RunExecution known(Invocation invocation) {
        RunExecution known = runs.get(invocation.run());
        return known == null || known.over() || known.epoch() < invocation.epoch() ? null : known;
    }

    private RunExecution openOrEnd(Invocation invocation) {
        try {
            return open(invocation);
        } catch (UnknownGraphException e) {
            worker.lost(invocation, e);
            throw e;
        }
    }

    private RunExecution open(Invocation invocation) {
        RunCounters counters = new RunCounters(Map.of(), environment.nanoTime());
        TaskRecords graph = graphs.graph(invocation, counters);
        List<byte[]> constants = graphs.constants(invocation);
        synchronized (this) {
            RunExecution other = known(invocation);
            if (other != null) {
                return other;
            }
            forgetFormer();
            RunExecution before = runs.get(invocation.run());
            if (before != null) {
                worker.stop(before);
                remember(before);
            }
            RunExecution run =
                    worker.open(
                            invocation.run(),
                            invocation.epoch(),
                            invocation.code(),
                            graph,
                            constants,
                            invocation.limits(),
                            counters,
                            invocation.parcel());
            runs.put(invocation.run(), run);
            return run;
        }
    }

    /// Somebody has ended a run. That it failed or was cancelled must reach tasks that are being executed;
    /// whoever asks the store next would hear of it too, but not as soon.
    private void ended(RunKey key, int epoch) {
        RunExecution run;
        synchronized (this) {
            run = runs.get(key);
        }
        if (run != null && run.epoch() <= epoch) {
            environment.forkPlatform(() -> end(run));
        }
    }

    private void end(RunExecution run) {
        worker.stop(run);
        try {
            stores.graphs().expireConstants(run.key(), run.limits().retention());
        } catch (StoreUnavailableException e) {
            log.debug("run {}: its constants stay until they expire: {}", run.key(), e.toString());
        }
    }

    private void forgetFormer() {
        runs.values()
                .removeIf(run -> {
                    if (run.over() && !run.isBusy()) {
                        remember(run);
                        return true;
                    }
                    return false;
                });
    }

    private void remember(RunExecution run) {
        ofFormerRuns = ofFormerRuns.plus(run.counters().work());
    }

    @Override
    public boolean awaitIdle(RunKey run, Duration atMost) throws InterruptedException {
        RunExecution known;
        synchronized (this) {
            known = runs.get(run);
        }
        return known == null || worker.awaitIdle(known, atMost);
    }

    @Override
    public synchronized int share(RunKey run) {
        RunExecution known = runs.get(run);
        return known == null || known.over() ? 0 : worker.share(known);
    }

    /// Lets go of the values of a run that are kept here for further readers.
    public void forgetCopies(RunKey run) {
        worker.forgetCopies(run);
    }

    @Override
    public int executing() {
        return worker.executing();
    }

    @Override
    public synchronized WorkDone work() {
        WorkDone sum = ofFormerRuns;
        for (RunExecution run : runs.values()) {
            sum = sum.plus(run.counters().work());
        }
        return sum;
    }

    @Override
    public long graphBytesRead() {
        return graphs.bytesRead();
    }

    /// Has somebody told when a task was given up that ignored its interruption: its thread may go on for
    /// ever, so that a process of workers alone is better replaced. What follows for the run was reported
    /// by then.
    ///
    /// @param listener called on a thread of its own, for each such task
    public void onAbandoned(Runnable listener) {
        worker.onAbandoned(listener);
    }

    /// Gets ready to be closed without interrupting anybody: claims that wait here are given away, children
    /// that become ready are invoked elsewhere. Whoever brings invocations has stopped before.
    ///
    /// @return whether nothing is being executed any more; `false` if the time is over. Tasks that were
    ///     given up do not count.
    public boolean drain(Duration atMost) throws InterruptedException {
        return worker.drain(atMost);
    }

    /// Stops executing, at most through the grace. The runs go on elsewhere.
    @Override
    public void close() {
        ends.close();
        worker.close();
    }
}
