package dev.weft.worker;

import dev.weft.model.AddedGraph;
import dev.weft.model.FunctionReference;
import dev.weft.model.Growth;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Slice;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.Inputs;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tasks that the outcome of an expansion adds to a run, in the numbers of the run; see [AddedGraph].
///
/// Safe for many threads.
final class Addition implements TaskRecords {
    private static final long LOOK_NANOS = 100_000_000;

    private final AddedGraph added;
    private final Slice graph;
    private final Scope outer;
    private final int[] exits;
    private @Nullable OutgoingEdges toRoots; // guarded by this
    private volatile @Nullable InlineFanOut inline;
    private volatile boolean decided;
    private volatile long nextLook;

    /// @param outer what the expansion is in
    /// @param exits numbers of the expansion's exits, ascending
    Addition(AddedGraph added, Slice graph, Scope outer, int[] exits) {
        this.added = added;
        this.graph = graph;
        this.outer = outer;
        this.exits = exits;
        if (exits.length != added.sinks()
                || graph.size() != added.growth().tasks() + added.sinks()) {
            throw new IllegalArgumentException(
                    "a graph that is added must have %d tasks and a sink for each of %d exits, was %d and %d"
                            .formatted(
                                    added.growth().tasks() + added.sinks(),
                                    exits.length,
                                    graph.size(),
                                    added.sinks()));
        }
    }

    Slice graph() {
        return graph;
    }

    Growth growth() {
        return added.growth();
    }

    AddedGraph.Elements elements() {
        return added.elements();
    }

    int depth() {
        return added.depth();
    }

    int[] exits() {
        return exits;
    }

    /// What the expansion is in.
    Scope outer() {
        return outer;
    }

    /// Number in the graph; -1 if the task is none of it.
    int local(int task) {
        Growth growth = added.growth();
        if (growth.has(task)) {
            return task - growth.firstTask();
        }
        for (int i = 0; i < exits.length; i++) {
            if (exits[i] == task) {
                return growth.tasks() + i;
            }
        }
        return -1;
    }

    private int number(int local) {
        Growth growth = added.growth();
        return local < growth.tasks() ? growth.firstTask() + local : exits[local - growth.tasks()];
    }

    @Override
    public boolean holds(int task) {
        return local(task) >= 0;
    }

    @Override
    public int templateOf(int task) {
        return graph.templateOf(known(task));
    }

    private int known(int task) {
        int local = local(task);
        if (local < 0) {
            throw new IllegalArgumentException(
                    "task %d must be one of those added by task %d, was not"
                            .formatted(task, added.growth().owner()));
        }
        return local;
    }

    @Override
    public TaskRecord record(int task) {
        int local = known(task);
        TaskRecord own = graph.record(local);
        int[] parents = new int[own.parents().length];
        for (int i = 0; i < parents.length; i++) {
            parents[i] = number(own.parents()[i]);
        }
        OutgoingEdges out =
                local < added.growth().tasks() ? inRun(own.out()) : outer.record(task).out();
        return new TaskRecord(
                task,
                own.template(),
                own.constants(),
                parents,
                own.parentOutDegrees(),
                own.firstInEdge() + added.growth().firstEdge(),
                out);
    }

    /// What was done of the tasks here before they had claims of their own; `null` if nothing was.
    @Nullable InlineFanOut inline() {
        return inline;
    }

    /// @param begun `null` if nothing is left of it
    void inline(@Nullable InlineFanOut begun) {
        inline = begun;
    }

    /// Adds the tasks to the totals of their names.
    void countTasks(Scope scope) {
        forEachCounts(scope, TaskCounts::added);
    }

    /// Adds the tasks to those of their names that are settled.
    void countSettled(Scope scope) {
        forEachCounts(scope, TaskCounts::settled);
    }

    private void forEachCounts(Scope scope, Consumer<TaskCounts> action) {
        for (int local = 0; local < graph.size(); local++) {
            PreparedTemplate template = scope.functions().template(graph.templateOf(local));
            if (template.kind() != TaskKind.EXIT) {
                action.accept(template.counts());
            }
        }
    }

    /// Whether its tasks are of no use any more once all of its exits have an outcome: true of those alone
    /// that need not wait for all of them.
    boolean mayEndEarly() {
        int sinks = 0;
        for (int i = 0; i < added.waits().length; i += 2) {
            sinks += added.waits()[i] >= added.growth().tasks() ? 1 : 0;
        }
        return sinks == exits.length;
    }

    /// Whether its exits are known to have outcomes, and so nobody needs what is left.
    boolean isDecided() {
        return decided;
    }

    void decide() {
        decided = true;
    }

    /// Says so now and then: it is time to look whether all exits have outcomes.
    boolean looks(long nowNanos) {
        long due = nextLook;
        if (!mayEndEarly() || nowNanos - due < 0) {
            return false;
        }
        nextLook = nowNanos + LOOK_NANOS;
        return true;
    }

    boolean leaves(int task) {
        return local(task) >= added.growth().tasks();
    }

    /// How many parents of a task have to be there.
    private int needed(int local, int inDegree) {
        for (int i = 0; i < added.waits().length; i += 2) {
            if (added.waits()[i] == local) {
                return added.waits()[i + 1];
            }
        }
        return inDegree;
    }

    /// Edges of a task that has no result for those that take the first ones: it is none of them.
    OutgoingEdges withoutFirst(OutgoingEdges out) {
        OutgoingEdges left = OutgoingEdges.NONE;
        for (int i = 0; i < out.size(); i++) {
            int local = local(out.children()[i]);
            if (local < 0 || graph.template(graph.templateOf(local)).kind() != TaskKind.FIRST) {
                left = left.with(out.range(i, i + 1));
            }
        }
        return left;
    }

    private OutgoingEdges inRun(OutgoingEdges own) {
        int[] edges = new int[own.size()];
        int[] children = new int[own.size()];
        int[] inDegrees = new int[own.size()];
        boolean leaves = false;
        for (int i = 0; i < edges.length; i++) {
            edges[i] = own.edges()[i] + added.growth().firstEdge();
            children[i] = number(own.children()[i]);
            leaves |= own.children()[i] >= added.growth().tasks();
            inDegrees[i] = needed(own.children()[i], own.inDegrees()[i]);
        }
        return leaves
                ? OutgoingEdges.inOrder(edges, children, inDegrees, own.fenced())
                : new OutgoingEdges(edges, children, inDegrees, own.fenced());
    }

    /// Edges from the expansion to the tasks here that have no parents.
    synchronized OutgoingEdges toRoots() {
        OutgoingEdges known = toRoots;
        if (known == null) {
            known = edgesToRoots();
            toRoots = known;
        }
        return known;
    }

    private OutgoingEdges edgesToRoots() {
        int size = graph.size();
        int[] roots = new int[size];
        int count = 0;
        int inner = 0;
        BitSet fenced = new BitSet(0);
        for (int local = 0; local < size; local++) {
            int parents = graph.parents(local);
            inner += parents;
            TaskTemplate template = graph.template(graph.templateOf(local));
            if (parents == 0 && template.kind() != TaskKind.EXIT) {
                fenced.set(count, template.options().fenced());
                roots[count++] = local;
            }
        }
        int[] edges = new int[count];
        int[] children = new int[count];
        int[] inDegrees = new int[count];
        for (int i = 0; i < count; i++) {
            edges[i] = added.growth().firstEdge() + inner + i;
            children[i] = number(roots[i]);
            inDegrees[i] = 1;
        }
        return OutgoingEdges.inOrder(edges, children, inDegrees, fenced);
    }

    /// The expansion as what a task waits for that has no parents.
    Inputs ofRoot(int task) {
        OutgoingEdges roots = toRoots();
        int owner = added.growth().owner();
        return Inputs.fromStore(
                new int[] {owner},
                new int[] {outer.record(owner).out().size()},
                roots.edges()[Arrays.binarySearch(roots.children(), task)]);
    }

    @Override
    public TaskTemplate template(int template) {
        return graph.template(template);
    }

    @Override
    public FunctionReference function(int function) {
        return graph.function(function);
    }

    /// The elements of the fan-out that this comes from, from which a task's inputs come.
    String elementsOf(int task) {
        AddedGraph.Elements elements = added.elements();
        int local = known(task);
        if (elements.tasks() == 0) {
            return elements.path();
        }
        long first = index(local, false);
        long last = index(local, true);
        return elements.path()
                + (first == last ? "[" + first + "]" : "[" + first + ".." + last + "]");
    }

    /// The index of the first or last element that a task has something of.
    private long index(int task, boolean last) {
        AddedGraph.Elements elements = added.elements();
        int at = task;
        int[] parents = graph.record(at).parents();
        while (at >= elements.tasks() * elements.places() && parents.length > 0) {
            at = last ? parents[parents.length - 1] : parents[0];
            parents = graph.record(at).parents();
        }
        int place =
                elements.places() == 0 ? 0 : Math.min(at / elements.tasks(), elements.places() - 1);
        long first = elements.first() + (long) place * elements.step();
        return last ? first + elements.step() - 1 : first;
    }

    /// The elements that an expansion in this graph makes its own of.
    AddedGraph.Elements within(int task, boolean ranges) {
        AddedGraph.Elements elements = added.elements();
        if (elements.tasks() == 0) {
            return AddedGraph.Elements.none(elements.path());
        }
        long first = index(known(task), false);
        return ranges
                ? new AddedGraph.Elements(elements.path(), first, 1, 0, 0)
                : AddedGraph.Elements.none(elements.path() + "[" + first + "]");
    }
}
