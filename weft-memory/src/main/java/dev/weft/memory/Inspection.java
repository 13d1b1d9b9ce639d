package dev.weft.memory;

import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunProgress;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunSnapshot.ClaimState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The whole state of a run, copied.
final class Inspection {
    private Inspection() {}

    static RunSnapshot of(RunState run) {
        Coordination live = run.coordination();
        return live == null ? ofDone(run) : of(run, live);
    }

    /// Results in the order of the tasks; `null` for a task that is not settled, or whose result was
    /// given up because the run is done.
    static List<@Nullable TaskResult> results(RunState run, int[] tasks) {
        for (int task : tasks) {
            run.numbers().checkTask(task);
        }
        Coordination live = run.coordination();
        if (live != null) {
            return live.results(tasks);
        }
        List<@Nullable TaskResult> found = new ArrayList<>(tasks.length);
        TaskResult result = run.result();
        for (int task : tasks) {
            found.add(result != null && result.task() == task ? result : null);
        }
        return found;
    }

    static RunProgress progress(RunState run) {
        int tasks = run.numbers().tasks();
        BitSet settled = new BitSet(tasks);
        BitSet failed = new BitSet();
        BitSet started = new BitSet();
        Coordination live = run.coordination();
        if (live == null) {
            settled.set(0, tasks);
            return new RunProgress(settled, failed, started, 0, run.retries(), run.growths());
        }
        long failures = 0;
        for (int task = 0; task < tasks; task++) {
            LiveClaim claim = live.claims.of(task);
            if (live.ledger.isSettled(task)) {
                settled.set(task);
                failed.set(task, live.ledger.outcome(task) != Outcome.COMMITTED);
            } else if (claim != null) {
                started.set(task, claim.owner != null && run.isRunning());
                failures += claim.failures();
            }
        }
        return new RunProgress(settled, failed, started, failures, run.retries(), run.growths());
    }

    private static RunSnapshot ofDone(RunState run) {
        TaskResult result = run.result();
        Map<Integer, TaskResult> results = new TreeMap<>();
        if (result != null) {
            results.put(result.task(), result);
        }
        BitSet none = new BitSet();
        List<ValueId> values = new ArrayList<>(run.leftovers());
        results.values().forEach(kept -> addValue(kept, values));
        return new RunSnapshot(
                run.toRecord(),
                results,
                Map.of(),
                Map.of(),
                List.of(),
                none,
                none,
                none,
                values,
                run.leftovers(),
                run.growths(),
                keys(run, results.size() + run.leftovers().size()));
    }

    private static RunSnapshot of(RunState run, Coordination live) {
        Map<Integer, TaskResult> results = new TreeMap<>();
        Set<ValueId> values = new LinkedHashSet<>();
        for (int task = 0; task < live.ledger.tasks(); task++) {
            if (live.ledger.isSettled(task)) {
                TaskResult result = live.result(task);
                results.put(task, result);
                addValue(result, values);
            }
        }
        List<ValueId> trash = live.trash.values();
        values.addAll(trash);
        Map<Integer, ClaimState> claims = new TreeMap<>();
        Map<Integer, Long> index = new TreeMap<>();
        for (LiveClaim claim : live.claims.all()) {
            if (!claim.parked) {
                claims.put(claim.task, stateOf(claim));
                index.put(claim.task, claim.deadline);
            }
        }
        List<Integer> parked = live.claims.parked();
        return new RunSnapshot(
                run.toRecord(),
                results,
                claims,
                index,
                parked,
                live.edges.arrivedBits(),
                live.edges.skippedBits(),
                live.edges.consumedBits(),
                List.copyOf(values),
                trash,
                run.growths(),
                keys(run, results.size() + claims.size() + parked.size() + trash.size()));
    }

    private static void addValue(TaskResult result, Collection<ValueId> values) {
        switch (result.output()) {
            case Output.Inline _ ->
                    values.add(new ValueId(result.task(), result.execution(), false));
            case Output.Spread _ ->
                    values.add(new ValueId(result.task(), result.execution(), true));
            case Output.None _, Output.Elided _, Output.Collected _ -> {
                // nothing is kept for these
            }
        }
    }

    private static ClaimState stateOf(LiveClaim claim) {
        LiveClaim.Trouble trouble = claim.trouble;
        return new ClaimState(
                claim.k,
                claim.mode,
                claim.owner == null ? "" : claim.owner.value(),
                claim.started,
                claim.failures(),
                claim.losses(),
                trouble == null ? 0 : trouble.dispatches,
                claim.fence(),
                trouble == null ? 0 : trouble.notBefore);
    }

    /// The record and the stream of events count one each.
    private static long keys(RunState run, long others) {
        return 2 + run.toRecord().errors().size() + run.growths().size() + others;
    }
}
