package dev.weft.memory;

import dev.weft.model.Claim;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.TaskResult;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The outcome of each task, and the latest k issued for it, in arrays: 24 bytes a task, no object. Once a
/// run has grown, up to half of the places are for tasks to come.
final class Ledger {
    /// Where the output is; `null` while the task is not settled.
    private @Nullable Output[] outputs;

    private long[] executions;

    /// The first task of the segment that it was committed in.
    private int[] segments;

    /// The k of that segment; the latest k issued while the task is not settled.
    private long[] ks;

    /// Tasks with an outcome other than COMMITTED; absent as long as there is none.
    private @Nullable Bits failed;

    private @Nullable Bits skipped;
    private int tasks;
    private int settled;
    private int spread;

    Ledger(int tasks) {
        this.tasks = tasks;
        outputs = new @Nullable Output[tasks];
        executions = new long[tasks];
        segments = new int[tasks];
        ks = new long[tasks];
    }

    int tasks() {
        return tasks;
    }

    /// Adds tasks that are not settled.
    void grow(int newTasks) {
        int places = Capacity.of(outputs.length, newTasks);
        if (places > outputs.length) {
            outputs = Arrays.copyOf(outputs, places);
            executions = Arrays.copyOf(executions, places);
            segments = Arrays.copyOf(segments, places);
            ks = Arrays.copyOf(ks, places);
        }
        if (failed != null && skipped != null) {
            failed.grow(newTasks);
            skipped.grow(newTasks);
        }
        tasks = newTasks;
    }

    /// Number of settled tasks.
    int settled() {
        return settled;
    }

    /// Number of outputs in the blob store that were not collected.
    int spread() {
        return spread;
    }

    boolean isSettled(int task) {
        return outputs[task] != null;
    }

    /// Issues the next k of an unsettled task.
    long nextK(int task, long now) {
        long k = Math.max(ks[task] + 1, now);
        ks[task] = k;
        return k;
    }

    void settle(int task, Outcome outcome, Claim segment, long execution, Output output) {
        outputs[task] = output;
        executions[task] = execution;
        segments[task] = segment.task();
        ks[task] = segment.k();
        settled++;
        if (output instanceof Output.Spread) {
            spread++;
        }
        if (outcome != Outcome.COMMITTED) {
            mark(task, outcome);
        }
    }

    private void mark(int task, Outcome outcome) {
        if (failed == null || skipped == null) {
            failed = new Bits(tasks());
            skipped = new Bits(tasks());
        }
        (outcome == Outcome.FAILED ? failed : skipped).set(task);
    }

    /// Takes back the outcome of a committed task.
    void unsettle(int task) {
        if (isSpread(task)) {
            spread--;
        }
        outputs[task] = null;
        settled--;
    }

    /// Takes back every outcome other than COMMITTED.
    void unsettleFailures() {
        Bits noMore = failed;
        Bits neither = skipped;
        if (noMore == null || neither == null) {
            return;
        }
        for (int task = 0; task < tasks(); task++) {
            if (noMore.contains(task) || neither.contains(task)) {
                outputs[task] = null;
                settled--;
            }
        }
        failed = null;
        skipped = null;
    }

    Outcome outcome(int task) {
        if (failed != null && failed.contains(task)) {
            return Outcome.FAILED;
        }
        return skipped != null && skipped.contains(task) ? Outcome.SKIPPED : Outcome.COMMITTED;
    }

    long execution(int task) {
        return executions[task];
    }

    int segment(int task) {
        return segments[task];
    }

    /// @return `null` if the task is not settled
    @Nullable Output output(int task) {
        return outputs[task];
    }

    /// Whether the task has an output that somebody has to delete one day.
    boolean keepsValue(int task) {
        Output output = outputs[task];
        return output instanceof Output.Inline || output instanceof Output.Spread;
    }

    boolean isSpread(int task) {
        return outputs[task] instanceof Output.Spread;
    }

    /// Records that a task's output exists no more.
    void collect(int task) {
        if (outputs[task] instanceof Output.Spread) {
            spread--;
        }
        outputs[task] = Output.Collected.of(digest(task));
    }

    /// The digest of a settled task's output; 0 where it is not known.
    long digest(int task) {
        Output output = outputs[task];
        return output == null ? 0 : output.digest();
    }

    /// @param open whether some of its edges have yet to be published
    TaskResult result(int task, boolean open) {
        Output output = Objects.requireNonNull(outputs[task]);
        Claim claim = new Claim(segments[task], ks[task]);
        return new TaskResult(task, outcome(task), claim, executions[task], output, open);
    }
}
