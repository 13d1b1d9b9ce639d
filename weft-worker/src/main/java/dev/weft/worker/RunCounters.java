package dev.weft.worker;

import dev.weft.model.FunctionProgress;
import dev.weft.model.RunStatistics;
import dev.weft.model.WorkDone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What a worker counts of one run, across its epochs. Safe for many threads; figures that are read
/// while tasks run may be a few tasks behind one another.
public final class RunCounters {
    private final Map<String, TaskCounts> names =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final long startedNanos;
    private final LongAdder attempts = new LongAdder();
    private final LongAdder executingNanos = new LongAdder();
    private final LongAdder encodedBytes = new LongAdder();
    private final LongAdder steps = new LongAdder();
    private final AtomicLong peakTasks = new AtomicLong();
    private WorkDone told = WorkDone.NONE; // guarded by this
    private volatile long endedNanos;
    private volatile boolean done;

    /// @param totals number of tasks by name, in the order in which they are shown
    /// @param startedNanos on the worker's monotonic clock
    public RunCounters(Map<String, Long> totals, long startedNanos) {
        for (Map.Entry<String, Long> entry : totals.entrySet()) {
            names.put(entry.getKey(), new TaskCounts(entry.getValue()));
        }
        this.startedNanos = startedNanos;
    }

    /// The counts of the tasks of one name.
    TaskCounts named(String name) {
        return names.computeIfAbsent(name, _ -> new TaskCounts(0));
    }

    void executed(long nanos) {
        attempts.increment();
        executingNanos.add(nanos);
    }

    void encoded(long bytes) {
        encodedBytes.add(bytes);
    }

    void step() {
        steps.increment();
    }

    void executing(long now) {
        if (now > peakTasks.get()) {
            peakTasks.accumulateAndGet(now, Math::max);
        }
    }

    /// What was done since this was asked last, for a step to tell the store.
    synchronized WorkDone takeWork() {
        WorkDone all = work();
        WorkDone fresh =
                new WorkDone(
                        all.attempts() - told.attempts(),
                        all.executingNanos() - told.executingNanos(),
                        all.encodedBytes() - told.encodedBytes(),
                        all.roundTrips() - told.roundTrips());
        told = all;
        return fresh;
    }

    /// The step that was to tell of this work was not accepted.
    synchronized void putBack(WorkDone work) {
        told =
                new WorkDone(
                        told.attempts() - work.attempts(),
                        told.executingNanos() - work.executingNanos(),
                        told.encodedBytes() - work.encodedBytes(),
                        told.roundTrips() - work.roundTrips());
    }

    /// All that was done so far.
    WorkDone work() {
        return new WorkDone(attempts.sum(), executingNanos.sum(), encodedBytes.sum(), steps.sum());
    }

    /// Stops the clock of the elapsed time; the first call counts.
    public void stop(long nowNanos) {
        if (endedNanos == 0) {
            endedNanos = nowNanos;
        }
    }

    /// The run is done, so all of its tasks are. Whoever waits for a run may know it before the worker
    /// has heard of its last commit.
    public void done(long nowNanos) {
        done = true;
        stop(nowNanos);
    }

    /// Lets the clock go on, for a run that is resumed: its failures are tried again.
    public void goOn() {
        endedNanos = 0;
        synchronized (names) {
            names.values().forEach(TaskCounts::resumed);
        }
    }

    /// How far each function is.
    public List<FunctionProgress> progress() {
        List<FunctionProgress> all = new ArrayList<>();
        names.forEach((name, counts) -> all.add(counts.progress(name, done)));
        return all;
    }

    /// @param nowNanos on the worker's monotonic clock
    public RunStatistics statistics(long nowNanos) {
        long settled = 0;
        long tasks = 0;
        for (FunctionProgress name : progress()) {
            settled += name.done();
            tasks += name.total();
        }
        long end = endedNanos == 0 ? nowNanos : endedNanos;
        return new RunStatistics(
                tasks,
                settled,
                attempts.sum(),
                end - startedNanos,
                executingNanos.sum(),
                encodedBytes.sum(),
                peakTasks.get(),
                steps.sum());
    }
}
