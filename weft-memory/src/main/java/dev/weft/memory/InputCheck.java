package dev.weft.memory;

import dev.weft.model.Output;
import dev.weft.spi.Inputs;
import dev.weft.spi.SegmentTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares the inputs that a segment did not read from the store with what is committed.
final class InputCheck {
    private final Coordination live;
    private final List<SegmentTask> tasks;

    InputCheck(Coordination live, List<SegmentTask> tasks) {
        this.live = live;
        this.tasks = tasks;
    }

    /// Whether an input was committed by another execution, and not known to be the same value.
    boolean anyStale() {
        for (int i = 0; i < tasks.size(); i++) {
            Inputs inputs = tasks.get(i).inputs();
            for (int j = 0; j < inputs.executions().length; j++) {
                if (isStale(inputs, j, i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isStale(Inputs inputs, int index, int before) {
        long execution = inputs.executions()[index];
        if (execution == 0) {
            return false;
        }
        int parent = inputs.parents()[index];
        if (live.ledger.isSettled(parent)) {
            return live.ledger.execution(parent) != execution
                    && !isSame(live.ledger.output(parent), digest(inputs, index));
        }
        SegmentTask inside = inSegment(parent, before);
        return inside != null && inside.execution() != execution;
    }

    private static boolean isSame(@Nullable Output output, long digest) {
        return digest != 0 && output != null && output.digest() == digest;
    }

    private static long digest(Inputs inputs, int index) {
        return index < inputs.digests().length ? inputs.digests()[index] : 0;
    }

    /// Looks backwards: in a chain it is the task just before.
    private @Nullable SegmentTask inSegment(int parent, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (tasks.get(i).task() == parent) {
                return tasks.get(i);
            }
        }
        return null;
    }

    /// A task of which its children have used two outputs, or would: one of the segment, or a parent that
    /// is not committed yet. (It may never be, if all its children had its output from memory.)
    ///
    /// @return -1 if there is none
    int diverged() {
        for (int i = 0; i < tasks.size(); i++) {
            SegmentTask task = tasks.get(i);
            long digest = task.output().digest();
            if (digest != 0
                    && (differsFromUsed(task.task(), task.execution(), digest)
                            || differsFromLost(task, digest))) {
                return task.task();
            }
            int parent = usedOtherwise(task.inputs(), i);
            if (parent >= 0) {
                return parent;
            }
        }
        return -1;
    }

    private int usedOtherwise(Inputs inputs, int reader) {
        for (int j = 0; j < inputs.executions().length; j++) {
            long digest = digest(inputs, j);
            if (digest != 0
                    && isInTheMaking(inputs, j, reader)
                    && differsFromUsed(inputs.parents()[j], inputs.executions()[j], digest)) {
                return inputs.parents()[j];
            }
        }
        return -1;
    }

    /// Whether an input was used from memory before it is committed.
    private boolean isInTheMaking(Inputs inputs, int index, int reader) {
        int parent = inputs.parents()[index];
        return inputs.executions()[index] != 0
                && !live.ledger.isSettled(parent)
                && inSegment(parent, reader) == null;
    }

    /// Compares with what a child has used before it was committed.
    private boolean differsFromUsed(int task, long execution, long digest) {
        Coordination.Used used = live.useOf(task);
        return used != null
                && used.execution() != execution
                && used.digest() != 0
                && used.digest() != digest;
    }

    /// Compares with what was committed and lost, if a child that is committed has used it.
    private boolean differsFromLost(SegmentTask task, long digest) {
        Coordination.LostOutput lost = live.lostOutput(task.task());
        return lost != null
                && lost.digest() != 0
                && lost.digest() != digest
                && live.edges.isUsed(task.task());
    }

    /// Writes down which outputs were used before they are committed.
    void rememberUses() {
        for (int i = 0; i < tasks.size(); i++) {
            Inputs inputs = tasks.get(i).inputs();
            for (int j = 0; j < inputs.executions().length; j++) {
                if (isInTheMaking(inputs, j, i)) {
                    live.rememberUse(
                            inputs.parents()[j],
                            new Coordination.Used(inputs.executions()[j], digest(inputs, j)));
                }
            }
        }
    }
}
