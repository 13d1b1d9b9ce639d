package dev.weft.worker;

import dev.weft.spi.ExecutingTask;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A thread's turn at executing tasks, one after the other, until none waits or its current one is
/// abandoned. While a task blocks, the next runner takes the next task: see [Runners].
final class Runner implements Runnable, Supplier<ExecutingTask> {
    private final Worker worker;
    private final int number;
    private final OutputCapture.@Nullable Tails tails;
    private volatile @Nullable Attempt attempt;
    private volatile @Nullable Segment segment;
    private volatile Holding.@Nullable Kept kept;
    private boolean abandoned;

    /// @param number among those of its worker
    Runner(Worker worker, int number, OutputCapture.@Nullable Tails tails) {
        this.worker = worker;
        this.number = number;
        this.tails = tails;
    }

    @Override
    public void run() {
        try {
            worker.runners().began(this);
            ScopedValue.where(ExecutingTask.CURRENT, this).run(this::executeAll);
        } finally {
            worker.runners().ended(this, abandoned);
        }
    }

    private void executeAll() {
        Segment next = worker.runners().poll();
        while (next != null) {
            segment = next;
            Segment current = next;
            RunExecution run = next.run();
            worker.runners().begins(current);
            next = worker.execution().execute(this, current);
            worker.runners().ends(current);
            segment = null;
            if (next != null) {
                next.run().began(1);
            }
            if (run.ended(1)) {
                worker.runners().signalQuiet();
            }
            if (abandoned) {
                return;
            }
            if (next == null) {
                next = worker.runners().poll();
            }
        }
    }

    /// What comes next has printed nothing yet.
    void clearTails() {
        if (tails != null) {
            tails.clear();
        }
    }

    void begin(Attempt begun) {
        attempt = begun;
        worker.watch(begun);
    }

    /// The function has returned: whatever interrupted it is not meant for what comes next.
    void end() {
        attempt = null;
        Thread.interrupted();
    }

    void keep(Holding.@Nullable Kept output) {
        kept = output;
    }

    /// The output that is kept in memory while its children are executed here.
    Holding.@Nullable Kept kept() {
        return kept;
    }

    /// The children of that output which have not been executed yet, one after the other.
    List<Segment> heldChildren() {
        Holding.Kept output = kept;
        return output == null ? List.of() : output.children();
    }

    boolean isAbandoned() {
        return abandoned;
    }

    void abandoned() {
        abandoned = true;
    }

    OutputCapture.@Nullable Tails tails() {
        return tails;
    }

    /// What is being executed; `null` between tasks.
    @Nullable Attempt attempt() {
        return attempt;
    }

    /// What is being executed or committed.
    @Nullable Segment segment() {
        return segment;
    }

    @Override
    public ExecutingTask get() {
        Attempt current = attempt;
        if (current == null) {
            throw new IllegalStateException("no task is being executed in this thread");
        }
        return current;
    }

    /// Not where it lies in memory: what is done for one runner after the other is done in an order that
    /// a simulation repeats.
    @Override
    public int hashCode() {
        return number;
    }
}
