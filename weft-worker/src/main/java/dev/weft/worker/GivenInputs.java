package dev.weft.worker;

import dev.weft.model.TaskResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Results that were there when tasks were granted: what rode on the store's answer, and what this
/// worker has just made itself. A task that finds all its inputs here needs no round trip.
///
/// Immutable, hence safe for many threads.
final class GivenInputs {
    /// None.
    static final GivenInputs NONE = new GivenInputs(Map.of(), -1);

    private final Map<Integer, TaskResult> results;
    private final int own;

    private GivenInputs(Map<Integer, TaskResult> results, int own) {
        this.results = results;
        this.own = own;
    }

    /// What the store's answer carried.
    static GivenInputs of(List<@Nullable TaskResult> carried) {
        Map<Integer, TaskResult> results = new HashMap<>();
        for (TaskResult result : carried) {
            if (result != null) {
                results.put(result.task(), result);
            }
        }
        return results.isEmpty() ? NONE : new GivenInputs(results, -1);
    }

    /// What the store's answer carried, and the output of the task that was committed with it.
    static GivenInputs of(List<TaskResult> carried, TaskResult own) {
        if (carried.isEmpty()) {
            return new GivenInputs(Map.of(own.task(), own), own.task());
        }
        Map<Integer, TaskResult> results = new HashMap<>();
        carried.forEach(result -> results.put(result.task(), result));
        results.put(own.task(), own);
        return new GivenInputs(results, own.task());
    }

    @Nullable TaskResult result(int parent) {
        return results.get(parent);
    }

    /// Whether that output did not come from the store.
    boolean isOwn(int parent) {
        return parent == own;
    }
}
