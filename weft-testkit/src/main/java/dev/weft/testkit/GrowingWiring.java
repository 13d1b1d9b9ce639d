package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.TaskRecord;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A graph to which tasks are added by hand, with numbers that a store has given.
///
/// Not safe for several threads.
final class GrowingWiring implements Wiring {
    private final Dag dag;
    private final NavigableMap<Integer, In> ins = new TreeMap<>();
    private final Map<Integer, Integer> needed = new TreeMap<>();

    /// Edges by parent and child.
    private final Map<Integer, NavigableMap<Integer, Integer>> outs = new TreeMap<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record In(int firstEdge, int[] parents) {}

    GrowingWiring(Dag dag) {
        this.dag = dag;
        for (int task = 0; task < dag.tasks(); task++) {
            task(task, dag.record(task).firstInEdge(), dag.parents(task));
        }
    }

    Dag dag() {
        return dag;
    }

    /// Adds a task, or gives one other parents than it had.
    ///
    /// @param firstEdge number of the edge from the first parent
    void task(int task, int firstEdge, int... parents) {
        outs.values().forEach(children -> children.remove(task));
        ins.put(task, new In(firstEdge, parents));
        for (int i = 0; i < parents.length; i++) {
            outs.computeIfAbsent(parents[i], _ -> new TreeMap<>()).put(task, firstEdge + i);
        }
    }

    /// Forgets a task, as long as it is none of the run's.
    void remove(int task) {
        ins.remove(task);
    }

    /// Lets a task wait for so many of its parents only.
    void needs(int task, int parents) {
        needed.put(task, parents);
    }

    @Override
    public int needed(int task) {
        return needed.getOrDefault(task, inDegree(task));
    }

    @Override
    public boolean takesFirst(int task) {
        return needed.containsKey(task);
    }

    @Override
    public IntStream tasks() {
        return ins.keySet().stream().mapToInt(Integer::intValue);
    }

    @Override
    public int sink() {
        return dag.sink();
    }

    @Override
    public TaskRecord record(int task) {
        In in = in(task);
        int[] outDegrees = IntStream.of(in.parents).map(parent -> outs(parent).size()).toArray();
        return new TaskRecord(
                task, 0, new int[0], in.parents, outDegrees, in.firstEdge, outgoing(task));
    }

    private OutgoingEdges outgoing(int task) {
        int[] edges = outs(task).values().stream().mapToInt(Integer::intValue).toArray();
        int[] children = children(task);
        BitSet fenced = new BitSet();
        for (int i = 0; i < children.length; i++) {
            fenced.set(i, isFenced(children[i]));
        }
        return new OutgoingEdges(
                edges, children, IntStream.of(children).map(this::needed).toArray(), fenced);
    }

    private NavigableMap<Integer, Integer> outs(int task) {
        return outs.getOrDefault(task, new TreeMap<>());
    }

    private In in(int task) {
        In in = ins.get(task);
        if (in == null) {
            throw new IllegalArgumentException("task must be one that was added, was " + task);
        }
        return in;
    }

    @Override
    public int inDegree(int task) {
        return in(task).parents.length;
    }

    @Override
    public int[] parents(int task) {
        return in(task).parents;
    }

    @Override
    public int[] children(int task) {
        return outs(task).keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean isFenced(int task) {
        return task < dag.tasks() && dag.options(task).fenced();
    }

    @Override
    public String name(int task) {
        return task < dag.tasks() ? dag.name(task) : "grown task " + task;
    }
}
