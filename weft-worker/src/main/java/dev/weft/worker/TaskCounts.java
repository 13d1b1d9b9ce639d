package dev.weft.worker;

import dev.weft.model.FunctionProgress;
import java.util.concurrent.atomic.LongAdder;

/// Counts of the tasks of one name in one run. Safe for many threads.
final class TaskCounts {
    private final LongAdder total = new LongAdder();
    private final LongAdder settled = new LongAdder();
    private final LongAdder running = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder failed = new LongAdder();

    TaskCounts(long total) {
        this.total.add(total);
    }

    /// Another task of the name has come.
    void added() {
        total.increment();
    }

    void begun(int attempt) {
        running.increment();
        if (attempt > 1) {
            retries.increment();
        }
    }

    void ended() {
        running.decrement();
    }

    void settled() {
        settled.increment();
    }

    void failed() {
        settled.increment();
        failed.increment();
    }

    /// Forgets failures, whose tasks are to be executed again.
    void resumed() {
        settled.add(-failed.sumThenReset());
    }

    /// @param done whether all tasks are known to be settled
    FunctionProgress progress(String name, boolean done) {
        return new FunctionProgress(
                name,
                total.sum(),
                done ? total.sum() : settled.sum(),
                Math.max(0, running.sum()),
                retries.sum(),
                failed.sum());
    }
}
