package dev.weft.memory;

import dev.weft.model.RunLimits;
import dev.weft.model.ValueId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of a run that nobody needs any more. An entry is handed out once it is older than what the
/// store may lose, and again after a lease, until somebody says that the value is deleted.
final class Trash {
    /// Most values that one answer names while the run goes on.
    static final int MOST_AT_ONCE = 64;

    private final Ledger ledger;
    private final Edges edges;
    private final long lossWindow;
    private final long patience;

    /// Tasks whose recorded output was freed, with the time when.
    private final TaskQueue freed = new TaskQueue();

    /// Tasks whose recorded output was handed out, with the time when.
    private final TaskQueue handedOut = new TaskQueue();

    /// Values that no record names, with the time from which on they may be handed out.
    private @Nullable Map<ValueId, Long> orphans;

    Trash(Ledger ledger, Edges edges, RunLimits limits) {
        this.ledger = ledger;
        this.edges = edges;
        lossWindow = Micros.of(limits.lossWindow());
        patience = Math.max(lossWindow, Micros.of(limits.lease()));
    }

    /// Throws the recorded output of a settled task away.
    void free(int task, long now) {
        freed.add(task, now);
    }

    /// Keeps the recorded output of a task after all, unless it was handed out and is deleted already.
    void takeBack(int task) {
        freed.remove(task);
        handedOut.remove(task);
    }

    /// Throws a value away that no record names.
    void freeOrphan(ValueId value, long now) {
        if (orphans == null) {
            orphans = new LinkedHashMap<>();
        }
        orphans.putIfAbsent(value, Micros.after(now, lossWindow));
    }

    /// Forgets values that were deleted.
    void acknowledge(List<ValueId> deleted) {
        for (int i = 0; i < deleted.size(); i++) {
            ValueId value = deleted.get(i);
            if (isFreed(value)) {
                ledger.collect(value.task());
            } else if (orphans != null) {
                orphans.remove(value);
            }
        }
    }

    /// Whether it is the recorded output of a task, and nobody needs it.
    private boolean isFreed(ValueId value) {
        int task = value.task();
        return ledger.keepsValue(task)
                && ledger.execution(task) == value.execution()
                && ledger.isSpread(task) == value.spread()
                && edges.isConsumed(task);
    }

    /// Values that the caller of a step is to delete: the oldest ones.
    List<ValueId> handOut(long now) {
        while (!handedOut.isEmpty() && !ledger.keepsValue(handedOut.firstTask())) {
            handedOut.removeFirst();
        }
        boolean again = isDue(handedOut, patience, now);
        if (!again && !isDue(freed, lossWindow, now) && orphans == null) {
            return List.of();
        }
        int most = freed.size() + handedOut.size() + (orphans == null ? 0 : orphans.size());
        List<ValueId> values = new ArrayList<>(Math.min(MOST_AT_ONCE, most));
        if (orphans != null) {
            handOutOrphans(orphans, values, now);
        }
        handOut(handedOut, patience, values, now);
        handOut(freed, lossWindow, values, now);
        return values;
    }

    private static boolean isDue(TaskQueue queue, long age, long now) {
        return !queue.isEmpty() && Micros.after(queue.firstTime(), age) <= now;
    }

    private void handOut(TaskQueue from, long age, List<ValueId> values, long now) {
        while (values.size() < MOST_AT_ONCE && isDue(from, age, now)) {
            int task = from.firstTask();
            from.removeFirst();
            if (ledger.keepsValue(task)) {
                values.add(valueOf(task));
                handedOut.add(task, now);
            }
        }
    }

    private void handOutOrphans(Map<ValueId, Long> from, List<ValueId> values, long now) {
        for (Map.Entry<ValueId, Long> orphan : from.entrySet()) {
            if (values.size() < MOST_AT_ONCE && orphan.getValue() <= now) {
                values.add(orphan.getKey());
                orphan.setValue(Micros.after(now, patience));
            }
        }
    }

    /// Every value outside of the records that was not deleted yet, but one task's: they are of no
    /// use once the run is done.
    List<ValueId> leftovers(int sink) {
        List<ValueId> values = new ArrayList<>();
        if (orphans != null) {
            values.addAll(orphans.keySet());
        }
        int left = ledger.spread();
        for (int task = 0; task < ledger.tasks() && left > 0; task++) {
            if (ledger.isSpread(task)) {
                left--;
                if (task != sink) {
                    values.add(valueOf(task));
                }
            }
        }
        return values;
    }

    /// All that is here.
    List<ValueId> values() {
        List<ValueId> values = new ArrayList<>();
        if (orphans != null) {
            values.addAll(orphans.keySet());
        }
        for (TaskQueue queue : List.of(handedOut, freed)) {
            for (Iterator<Integer> tasks = queue.tasks(); tasks.hasNext(); ) {
                int task = tasks.next();
                if (ledger.keepsValue(task)) {
                    values.add(valueOf(task));
                }
            }
        }
        return values;
    }

    private ValueId valueOf(int task) {
        return new ValueId(task, ledger.execution(task), ledger.isSpread(task));
    }
}
