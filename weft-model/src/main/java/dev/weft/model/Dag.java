package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The whole graph of a workflow: immutable, validated, numbered in topological order (parents before
/// children). Client, planner and views use it; workers need only [TaskRecord]s of it.
///
/// Edges are numbered too, by child and then by the order in which the child's inputs name the
/// parent; see [OutgoingEdges]. Kept in arrays: a million tasks with three parents each take about
/// 50 MB.
///
/// Safe for many threads.
public final class Dag implements TaskRecords {
    private final List<FunctionReference> functions;
    private final List<TaskTemplate> templates;
    private final List<byte[]> constants;
    private final int[] templateOf;
    private final int[] firstParent; // task → index in parents, which is the edge's number
    private final int[] parents;
    private final int[] firstConstant;
    private final int[] constantSlots;
    private final int[] firstChild; // task → index in outEdges
    private final int[] outEdges; // edge numbers by parent, ascending
    private final int[] childOfEdge;
    private final int sink;
    private final int sinks;
    private final DagHashes hashes;

    private Dag(Builder builder, int sink, int sinks) {
        functions = List.copyOf(builder.functions);
        templates = List.copyOf(builder.templates);
        constants = List.copyOf(builder.constants);
        templateOf = builder.templateOf.toArray();
        firstParent = builder.firstParent.toArray();
        parents = builder.parents.toArray();
        firstConstant = builder.firstConstant.toArray();
        constantSlots = builder.constantSlots.toArray();
        this.sink = sink;
        this.sinks = sinks;
        int tasks = templateOf.length;
        childOfEdge = new int[parents.length];
        firstChild = new int[tasks + 1];
        outEdges = new int[parents.length];
        linkChildren(tasks);
        hashes = new DagHashes(this);
    }

    private void linkChildren(int tasks) {
        for (int parent : parents) {
            firstChild[parent + 1]++;
        }
        for (int task = 0; task < tasks; task++) {
            firstChild[task + 1] += firstChild[task];
        }
        int[] next = Arrays.copyOf(firstChild, tasks);
        for (int task = 0; task < tasks; task++) {
            for (int edge = firstParent[task]; edge < firstParent[task + 1]; edge++) {
                childOfEdge[edge] = task;
                outEdges[next[parents[edge]]++] = edge;
            }
        }
    }

    /// Number of tasks.
    public int tasks() {
        return templateOf.length;
    }

    /// Number of edges: distinct (parent, child) pairs.
    public int edges() {
        return parents.length;
    }

    /// The task whose result is the run's; the only one without children (the last of them in a graph that
    /// is added to a run).
    public int sink() {
        return sink;
    }

    /// Tasks without children, the last ones: how many.
    public int sinks() {
        return sinks;
    }

    public List<FunctionReference> functions() {
        return functions;
    }

    public List<TaskTemplate> templates() {
        return templates;
    }

    /// Constants and captured values, encoded, each distinct one once. The arrays are not copied.
    public List<byte[]> constants() {
        return constants;
    }

    /// Tasks without parents, ascending, but for those whose place another task takes
    /// ([TaskKind#EXIT]).
    public int[] roots() {
        BitSet roots = new BitSet();
        for (int task = 0; task < tasks(); task++) {
            if (inDegree(task) == 0 && templates.get(templateOf[task]).kind() != TaskKind.EXIT) {
                roots.set(task);
            }
        }
        return roots.stream().toArray();
    }

    /// Number of distinct parents.
    public int inDegree(int task) {
        return firstParent[task + 1] - firstParent[task];
    }

    /// Number of distinct children.
    public int outDegree(int task) {
        return firstChild[task + 1] - firstChild[task];
    }

    @Override
    public int templateOf(int task) {
        return templateOf[task];
    }

    /// The options of a task.
    public TaskOptions options(int task) {
        return templates.get(templateOf[task]).options();
    }

    /// What people call the task: the name of its options, else its function's.
    public String name(int task) {
        return nameOf(templates.get(templateOf[task]), functions);
    }

    private static String nameOf(TaskTemplate template, List<FunctionReference> functions) {
        return template.options().name().isEmpty()
                ? functions.get(template.function()).identity().displayName()
                : template.options().name();
    }

    /// Number of the edge from a task's first parent; those from the others follow.
    int firstInEdge(int task) {
        return firstParent[task];
    }

    int parentOfEdge(int edge) {
        return parents[edge];
    }

    int childOfEdge(int edge) {
        return childOfEdge[edge];
    }

    /// Where a task's edges to its children begin, counted through all tasks.
    int firstOut(int task) {
        return firstChild[task];
    }

    int outEdge(int index) {
        return outEdges[index];
    }

    /// Where a task's constants begin, counted through all tasks.
    int firstConstant(int task) {
        return firstConstant[task];
    }

    int constantSlot(int index) {
        return constantSlots[index];
    }

    /// Distinct parents in the order of the task's inputs.
    public int[] parents(int task) {
        return Arrays.copyOfRange(parents, firstParent[task], firstParent[task + 1]);
    }

    /// Distinct children, ascending.
    public int[] children(int task) {
        int[] children = Arrays.copyOfRange(outEdges, firstChild[task], firstChild[task + 1]);
        for (int i = 0; i < children.length; i++) {
            children[i] = childOfEdge[children[i]];
        }
        return children;
    }

    @Override
    public TaskRecord record(int task) {
        require(task >= 0 && task < tasks(), "task must be in 0..%d, was %d", tasks() - 1, task);
        int[] in = parents(task);
        int[] outDegrees = new int[in.length];
        for (int i = 0; i < in.length; i++) {
            outDegrees[i] = outDegree(in[i]);
        }
        return new TaskRecord(
                task,
                templateOf[task],
                Arrays.copyOfRange(constantSlots, firstConstant[task], firstConstant[task + 1]),
                in,
                outDegrees,
                firstParent[task],
                outgoing(task));
    }

    private OutgoingEdges outgoing(int task) {
        int from = firstChild[task];
        int count = firstChild[task + 1] - from;
        if (count == 0) {
            return OutgoingEdges.NONE;
        }
        int[] edges = Arrays.copyOfRange(outEdges, from, from + count);
        int[] children = new int[count];
        int[] inDegrees = new int[count];
        BitSet fenced = new BitSet(0);
        for (int i = 0; i < count; i++) {
            children[i] = childOfEdge[edges[i]];
            inDegrees[i] = inDegree(children[i]);
            if (options(children[i]).fenced()) {
                fenced.set(i);
            }
        }
        return new OutgoingEdges(edges, children, inDegrees, fenced);
    }

    @Override
    public TaskTemplate template(int template) {
        return templates.get(template);
    }

    @Override
    public FunctionReference function(int function) {
        return functions.get(function);
    }

    /// Bytes of heap that the arrays take; tables and constants come on top.
    long heapBytes() {
        return Integer.BYTES
                * ((long) templateOf.length
                        + firstParent.length
                        + parents.length
                        + firstConstant.length
                        + constantSlots.length
                        + firstChild.length
                        + outEdges.length
                        + childOfEdge.length);
    }

    @Override
    public boolean holds(int task) {
        return task >= 0 && task < tasks();
    }

    /// SHA-256, in hexadecimal, of functions, wiring and those options that change what the workflow
    /// means. Equal in every process and for every run of the same workflow code and form of input;
    /// history, plans and the stored graph hang on it.
    public String shapeHash() {
        return hashes.shape();
    }

    /// SHA-256, in hexadecimal, of the shape and the constants: tells whether two submissions ask
    /// for the same work.
    public String contentHash() {
        return hashes.content();
    }

    /// Collects tasks, parents before children. Not safe for several threads.
    public static final class Builder {
        private final List<FunctionReference> functions = new ArrayList<>();
        private final Map<FunctionIdentity, Integer> functionNumbers = new HashMap<>();
        private final List<TaskTemplate> templates = new ArrayList<>();
        private final Map<TaskTemplate, Integer> templateNumbers = new HashMap<>();
        private final List<byte[]> constants = new ArrayList<>();
        private final IntList templateOf = new IntList();
        private final IntList firstParent = new IntList();
        private final IntList parents = new IntList();
        private final IntList firstConstant = new IntList();
        private final IntList constantSlots = new IntList();

        /// Starts an empty graph.
        public Builder() {
            firstParent.add(0);
            firstConstant.add(0);
        }

        /// The number of a function; equal identities get the same one.
        public int function(FunctionReference function) {
            return functionNumbers.computeIfAbsent(
                    function.identity(),
                    _ -> {
                        functions.add(function);
                        return functions.size() - 1;
                    });
        }

        /// The number of a template; equal ones get the same. The numbers of its functions come from
        /// [#function].
        public int template(TaskTemplate template) {
            template.forEachFunction(this::requireFunction);
            return templateNumbers.computeIfAbsent(
                    template,
                    _ -> {
                        templates.add(template);
                        return templates.size() - 1;
                    });
        }

        private void requireFunction(int function) {
            if (function < 0 || function >= functions.size()) {
                throw bad(
                        "function of a template must be a number below %d, was %d",
                        functions.size(), function);
            }
        }

        /// Adds a constant, always a new slot: the caller knows which ones are equal.
        public int constant(byte[] encoded) {
            constants.add(encoded);
            return constants.size() - 1;
        }

        /// Adds a task.
        ///
        /// @param parentNumbers distinct, each added before, in the order of the template's shape
        /// @param slots of its constants, in the order of the template's shape
        /// @return the task's number
        public int task(int template, int[] parentNumbers, int[] slots) {
            int task = templateOf.size();
            requireFitting(task, template, parentNumbers, slots);
            for (int parent : parentNumbers) {
                parents.add(parent);
            }
            for (int slot : slots) {
                constantSlots.add(slot);
            }
            templateOf.add(template);
            firstParent.add(parents.size());
            firstConstant.add(constantSlots.size());
            return task;
        }

        /// Checks before anything is added, so that a refused task leaves no trace. Plain
        /// conditions, since `require` would box its arguments three times a task.
        private void requireFitting(int task, int template, int[] parentNumbers, int[] slots) {
            if (template < 0 || template >= templates.size()) {
                throw bad(
                        "template of task %d must be a number below %d, was %d",
                        task, templates.size(), template);
            }
            ArgumentShape shape = templates.get(template).arguments();
            if (shape.parents() != parentNumbers.length || shape.constants() != slots.length) {
                throw bad(
                        "%s must have %d parents and %d constants, had %d and %d",
                        describe(task, template),
                        shape.parents(),
                        shape.constants(),
                        parentNumbers.length,
                        slots.length);
            }
            for (int parent : parentNumbers) {
                if (parent < 0 || parent >= task) {
                    throw bad(
                            "parent of %s must be a task before it, was %d",
                            describe(task, template), parent);
                }
            }
            for (int slot : slots) {
                if (slot < 0 || slot >= constants.size()) {
                    throw bad(
                            "constant of %s must be a slot below %d, was %d",
                            describe(task, template), constants.size(), slot);
                }
            }
        }

        private String describe(int task, int template) {
            return "task %d (%s)".formatted(task, nameOf(templates.get(template), functions));
        }

        /// Ends the graph.
        ///
        /// @param sink the last task; every other one must be an ancestor of it
        /// @throws IllegalArgumentException if some task other than the sink has no child, or the
        ///     same parent stands twice among a task's distinct parents
        public Dag build(int sink) {
            require(templateOf.size() > 0, "graph must have at least one task, was empty");
            require(
                    sink == templateOf.size() - 1,
                    "sink must be the last task (%d), was %d",
                    templateOf.size() - 1,
                    sink);
            return buildAddition(1);
        }

        /// Ends a graph that is added to a run.
        ///
        /// @param sinks number of its last tasks that have no child: their results leave the graph
        /// @throws IllegalArgumentException if some other task has no child, or the same parent stands
        ///     twice among a task's distinct parents
        public Dag buildAddition(int sinks) {
            require(
                    sinks > 0 && sinks <= templateOf.size(),
                    "graph must have at least one task, and sinks among them, was %d of %d",
                    sinks,
                    templateOf.size());
            Dag dag = new Dag(this, templateOf.size() - 1, sinks);
            for (int task = 0; task < dag.tasks() - sinks; task++) {
                if (dag.outDegree(task) == 0) {
                    throw bad(
                            "task %d (%s) must have a child, since it is not the sink",
                            task, dag.name(task));
                }
                dag.requireDistinctChildren(task);
            }
            for (int task = dag.tasks() - sinks; task < dag.tasks(); task++) {
                if (dag.outDegree(task) != 0) {
                    throw bad(
                            "task %d (%s) must have no child, since it is a sink",
                            task, dag.name(task));
                }
            }
            return dag;
        }
    }

    private void requireDistinctChildren(int task) {
        for (int i = firstChild[task] + 1; i < firstChild[task + 1]; i++) {
            int child = childOfEdge[outEdges[i]];
            if (child == childOfEdge[outEdges[i - 1]]) {
                throw bad(
                        "parents of task %d (%s) must be distinct, was twice %d (%s)",
                        child, name(child), task, name(task));
            }
        }
    }

    private static IllegalArgumentException bad(String message, Object... found) {
        return new IllegalArgumentException(message.formatted(found));
    }
}
