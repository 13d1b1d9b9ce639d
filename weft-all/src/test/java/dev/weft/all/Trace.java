package dev.weft.all;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// What was executed of one random workflow. Functions find theirs by a name that they are given,
/// since a function travels without its surroundings. Safe for many threads.
final class Trace {
    private static final ConcurrentMap<String, Trace> ALL = new ConcurrentHashMap<>();

    private final Set<Integer> ended = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Integer> calls = new ConcurrentHashMap<>();
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

    static Trace begin(String name) {
        Trace trace = new Trace();
        ALL.put(name, trace);
        return trace;
    }

    static Trace of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }

    static void end(String name) {
        ALL.remove(name);
    }

    void begins(int task, int[] parents) {
        calls.merge(task, 1, Integer::sum);
        for (int parent : parents) {
            if (!ended.contains(parent)) {
                violations.add("task %d was called before its parent %d".formatted(task, parent));
            }
        }
    }

    void ends(int task) {
        ended.add(task);
    }

    Set<Integer> ended() {
        return ended;
    }

    /// Calls that went through to their function, by task.
    Map<Integer, Integer> calls() {
        return calls;
    }

    List<String> violations() {
        return violations;
    }
}
