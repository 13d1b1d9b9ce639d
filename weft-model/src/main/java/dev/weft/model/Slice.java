package dev.weft.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/// Some tasks of a graph as a worker holds them: their records, and the functions and templates
/// that these need. Every record equals [Dag#record] of the graph that it was taken from; constants
/// are numbers of slots, their bytes travel apart.
///
/// Made by [SliceFormat#decode] only. Kept in arrays: of a whole graph it takes what the graph
/// takes without its constants, 52 bytes for a task with three parents.
///
/// Immutable, hence safe for many threads.
public final class Slice implements TaskRecords {
    private final SliceTables tables;
    private final SliceTasks tasks;
    private final InnerEdges inner;
    private final OuterEdges outer;

    Slice(SliceTables tables, SliceTasks tasks, InnerEdges inner, OuterEdges outer) {
        this.tables = tables;
        this.tasks = tasks;
        this.inner = inner;
        this.outer = outer;
    }

    /// Number of tasks whose record is here.
    public int size() {
        return tasks.ranges().size();
    }

    @Override
    public boolean holds(int task) {
        return tasks.ranges().place(task) >= 0;
    }

    /// @throws IllegalArgumentException if the function is not needed by any task here
    @Override
    public FunctionReference function(int function) {
        return tables.function(function);
    }

    /// @throws IllegalArgumentException if the template is not needed by any task here
    @Override
    public TaskTemplate template(int template) {
        return tables.template(template);
    }

    /// Numbers of the functions that tasks here need.
    public IntStream functions() {
        return IntStream.of(tables.functionNumbers());
    }

    /// Numbers of the templates that tasks here need.
    public IntStream templates() {
        return IntStream.of(tables.templateNumbers());
    }

    @Override
    public int templateOf(int task) {
        return tables.templateNumbers()[tasks.templateOf()[placeOf(task)]];
    }

    private int placeOf(int task) {
        int place = tasks.ranges().place(task);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "task %d does not exist in this slice; known: %s"
                            .formatted(task, tasks.ranges()));
        }
        return place;
    }

    /// How many parents a task has.
    public int parents(int task) {
        int place = placeOf(task);
        return tasks.firstParent()[place + 1] - tasks.firstParent()[place];
    }

    @Override
    public TaskRecord record(int task) {
        int place = placeOf(task);
        int firstParent = tasks.firstParent()[place];
        int[] parents =
                Arrays.copyOfRange(tasks.parents(), firstParent, tasks.firstParent()[place + 1]);
        return new TaskRecord(
                task,
                tables.templateNumbers()[tasks.templateOf()[place]],
                Arrays.copyOfRange(
                        tasks.constants(),
                        tasks.firstConstant()[place],
                        tasks.firstConstant()[place + 1]),
                parents,
                outDegrees(parents),
                tasks.edgeNumber(firstParent, place),
                outgoing(place));
    }

    private int[] outDegrees(int[] parents) {
        int[] degrees = new int[parents.length];
        for (int i = 0; i < degrees.length; i++) {
            int place = tasks.ranges().place(parents[i]);
            degrees[i] =
                    place < 0
                            ? outer.outDegreeOf(parents[i])
                            : inner.outDegree(place) + outer.to(place) - outer.from(place);
        }
        return degrees;
    }

    /// Merges edges that stay here with those that leave, by their numbers.
    private OutgoingEdges outgoing(int place) {
        int in = inner.firstOut()[place];
        int out = outer.from(place);
        int count = inner.outDegree(place) + outer.to(place) - out;
        if (count == 0) {
            return OutgoingEdges.NONE;
        }
        OutgoingEdges merged =
                new OutgoingEdges(new int[count], new int[count], new int[count], new BitSet(0));
        int inEnd = inner.firstOut()[place + 1];
        for (int i = 0; i < count; i++) {
            if (in < inEnd && (out == outer.to(place) || innerNumber(in) < outer.edges()[out])) {
                putInner(merged, i, in++);
            } else {
                putOuter(merged, i, out++);
            }
        }
        return merged;
    }

    private int innerNumber(int in) {
        int edge = inner.edges()[in];
        return tasks.edgeNumber(edge, inner.childOfEdge()[edge]);
    }

    private void putInner(OutgoingEdges edges, int at, int in) {
        int child = inner.childOfEdge()[inner.edges()[in]];
        edges.edges()[at] = innerNumber(in);
        edges.children()[at] = tasks.ranges().taskAt(child);
        edges.inDegrees()[at] = tasks.inDegree(child);
        if (tables.templates().get(tasks.templateOf()[child]).options().fenced()) {
            edges.fenced().set(at);
        }
    }

    private void putOuter(OutgoingEdges edges, int at, int out) {
        edges.edges()[at] = outer.edges()[out];
        edges.children()[at] = outer.children()[out];
        edges.inDegrees()[at] = outer.inDegrees()[out];
        if (outer.fenced()[out] == 1) {
            edges.fenced().set(at);
        }
    }

    /// Bytes of heap that the arrays take; tables come on top.
    public long heapBytes() {
        return Integer.BYTES
                * ((long) tasks.templateOf().length
                        + tasks.firstParent().length
                        + tasks.parents().length
                        + tasks.firstConstant().length
                        + tasks.constants().length
                        + inner.firstOut().length
                        + inner.edges().length
                        + inner.childOfEdge().length
                        + outer.outDegrees().length
                        + 4L * outer.edges().length
                        + 2L * outer.parents().length);
    }

    @Override
    public String toString() {
        return "Slice of tasks " + tasks.ranges();
    }
}
