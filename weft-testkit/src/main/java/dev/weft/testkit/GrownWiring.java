package dev.weft.testkit;

import dev.weft.model.AddedGraph;
import dev.weft.model.Dag;
import dev.weft.model.Growth;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Slice;
import dev.weft.model.SliceFormat;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A graph with what the outcomes of its expansions have added. Immutable.
///
/// Made without anything of the worker's, from what outcomes say alone.
final class GrownWiring implements Wiring {
    private static final String RANGE = "range";

    private final int sink;
    private final NavigableMap<Integer, Node> nodes = new TreeMap<>();
    private final FanOutBounds bounds = new FanOutBounds();
    private final Map<Growth, int[]> early = new HashMap<>();

    /// A task.
    private static final class Node {
        private final int task;
        private final TaskTemplate template;
        private final String function;
        private int firstEdge;
        private int[] parents;
        private int standsFor;
        private int needed;
        private int addedBy = -1;
        private final NavigableMap<Integer, Integer> out = new TreeMap<>(); // edges by child
        private @Nullable TaskRecord record;

        Node(int task, TaskTemplate template, String function, int firstEdge, int[] parents) {
            this.task = task;
            this.template = template;
            this.function = function;
            this.firstEdge = firstEdge;
            this.parents = parents;
            this.standsFor = task;
            this.needed = parents.length;
        }
    }

    private final IntPredicate inline;

    /// @param added what the committed outcome of an expansion adds; `null` if it has none
    /// @param inline whether an expansion was committed with all that it adds: of that only what is in the
    ///     places of its exits is known
    GrownWiring(Dag dag, IntFunction<@Nullable AddedGraph> added, IntPredicate inline) {
        this.inline = inline;
        sink = dag.sink();
        List<Node> all = new ArrayList<>();
        for (int task = 0; task < dag.tasks(); task++) {
            all.add(add(dag, task, task, dag.record(task).firstInEdge(), dag.parents(task)));
        }
        grow(all, added);
        nodes.values()
                .forEach(node -> {
                    for (int i = 0; i < node.parents.length; i++) {
                        node(node.parents[i]).out.put(node.task, node.firstEdge + i);
                    }
                });
        nodes.values().forEach(node -> node.record = record(node));
    }

    private Node add(TaskRecords graph, int local, int task, int firstEdge, int[] parents) {
        TaskTemplate template = graph.template(graph.record(local).template());
        Node node =
                new Node(
                        task,
                        template,
                        graph.function(template.function()).identity().displayName(),
                        firstEdge,
                        parents);
        nodes.put(task, node);
        return node;
    }

    /// Adds what the expansions among tasks that came together have added, and so on.
    private void grow(List<Node> together, IntFunction<@Nullable AddedGraph> added) {
        for (Node node : together) {
            if (node.template.kind() == TaskKind.EXPANSION) {
                List<Node> places = placesOf(node, together);
                AddedGraph more = added.apply(node.task);
                if (more != null) {
                    grow(add(more, node, places), added);
                } else if (!inline.test(node.task)) {
                    places.forEach(place -> place.standsFor = node.task);
                }
            }
        }
    }

    /// In ascending order. The one who reads a place waits for the expansion next.
    private static List<Node> placesOf(Node expansion, List<Node> together) {
        BitSet places = new BitSet();
        for (Node node : together) {
            int read = node.template.arguments().readParents();
            if (read < node.parents.length && node.parents[read] == expansion.task) {
                for (int i = 0; i < read; i++) {
                    places.set(node.parents[i]);
                }
            }
        }
        return together.stream()
                .filter(node -> places.get(node.task) && node.template.kind() == TaskKind.EXIT)
                .toList();
    }

    private List<Node> add(AddedGraph added, Node expansion, List<Node> places) {
        Slice graph = SliceFormat.decode(added.graph());
        Growth growth = added.growth();
        if (places.size() != added.sinks() || graph.size() != growth.tasks() + added.sinks()) {
            throw new AssertionError(
                    "%s must have a sink for each of %d places".formatted(growth, places.size()));
        }
        int edge =
                growth.firstEdge()
                        + IntStream.range(0, graph.size())
                                .map(local -> graph.record(local).parents().length)
                                .sum();
        List<Node> all = new ArrayList<>();
        for (int local = 0; local < graph.size(); local++) {
            TaskRecord record = graph.record(local);
            boolean place = graph.template(record.template()).kind() == TaskKind.EXIT;
            int[] parents =
                    IntStream.of(record.parents())
                            .map(parent -> number(parent, growth, places))
                            .toArray();
            int first = record.firstInEdge() + growth.firstEdge();
            if (parents.length == 0 && !place) {
                parents = new int[] {expansion.task};
                first = edge++;
            }
            Node node = add(graph, local, number(local, growth, places), first, parents);
            node.addedBy = expansion.task;
            all.add(node);
        }
        if (FanOutDecisions.mayEndEarly(added)) {
            early.put(growth, places.stream().mapToInt(place -> place.task).toArray());
        }
        String name = expansion.template.options().name();
        bounds.add(
                expansion.task,
                name.equals(RANGE) ? expansion.addedBy : -1,
                name,
                added.elements(),
                local -> number(local, growth, places));
        for (int i = 0; i < added.waits().length; i += 2) {
            all.get(added.waits()[i]).needed = added.waits()[i + 1];
        }
        if (edge != growth.firstEdge() + growth.edges()) {
            throw new AssertionError("%s must have its edges".formatted(growth));
        }
        return all;
    }

    private static int number(int local, Growth growth, List<Node> places) {
        return local < growth.tasks()
                ? growth.firstTask() + local
                : places.get(local - growth.tasks()).task;
    }

    private TaskRecord record(Node node) {
        int[] outDegrees =
                IntStream.of(node.parents).map(parent -> node(parent).out.size()).toArray();
        int[] children = children(node.task);
        BitSet fenced = new BitSet();
        for (int i = 0; i < children.length; i++) {
            fenced.set(i, isFenced(children[i]));
        }
        OutgoingEdges out =
                new OutgoingEdges(
                        node.out.values().stream().mapToInt(Integer::intValue).toArray(),
                        children,
                        IntStream.of(children).map(this::needed).toArray(),
                        fenced);
        return new TaskRecord(
                node.task, 0, new int[0], node.parents, outDegrees, node.firstEdge, out);
    }

    private Node node(int task) {
        Node node = nodes.get(task);
        if (node == null) {
            throw new AssertionError("task %d must be one of the run's".formatted(task));
        }
        return node;
    }

    /// How many elements of fan-outs may be under way.
    FanOutBounds bounds() {
        return bounds;
    }

    /// What leaves those growths whose tasks nobody may need any more.
    Map<Growth, int[]> mayEndEarly() {
        return early;
    }

    /// Whether the task can be claimed, as far as is known.
    boolean has(int task) {
        Node node = nodes.get(task);
        return node != null && node.standsFor == task;
    }

    boolean isExpansion(int task) {
        Node node = nodes.get(task);
        return node != null && node.template.kind() == TaskKind.EXPANSION;
    }

    @Override
    public IntStream tasks() {
        return nodes.values().stream()
                .filter(node -> node.standsFor == node.task)
                .mapToInt(node -> node.task);
    }

    @Override
    public int standsFor(int task) {
        return node(task).standsFor;
    }

    @Override
    public int sink() {
        return sink;
    }

    @Override
    public TaskRecord record(int task) {
        TaskRecord record = node(task).record;
        if (record == null) {
            throw new IllegalStateException("is not made yet");
        }
        return record;
    }

    @Override
    public int inDegree(int task) {
        return node(task).parents.length;
    }

    @Override
    public int needed(int task) {
        return node(task).needed;
    }

    @Override
    public boolean takesFirst(int task) {
        return node(task).template.kind() == TaskKind.FIRST;
    }

    @Override
    public int[] parents(int task) {
        return node(task).parents;
    }

    @Override
    public int[] children(int task) {
        return node(task).out.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean isFenced(int task) {
        return node(task).template.options().fenced();
    }

    @Override
    public String name(int task) {
        return node(task).template.options().name();
    }

    /// Display name of what a task calls.
    String function(int task) {
        return node(task).function;
    }

    int size() {
        return nodes.size();
    }
}
