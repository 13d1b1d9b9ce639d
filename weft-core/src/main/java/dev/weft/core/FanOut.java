package dev.weft.core;

import static dev.weft.model.Checks.require;

import dev.weft.model.ArgumentShape;
import dev.weft.model.Dag;
import dev.weft.model.ElementPlan;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskTemplate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Makes the graph that a fan-out adds to its run once its width is known.
///
/// Up to [Sizes#mostElements] elements get their tasks at once. More are divided into ranges of neighbours,
/// each a fan-out of its own that is made when somebody comes to it: a fan-out of any width is known to the
/// store only as far as it has been begun, and spreads to n workers in O(log n) steps.
///
/// Outputs come together by a tree over neighbouring elements whose shape follows from the width alone, so
/// that the result is the same every time and needs associativity only. Ranges are full but for the last,
/// and their size is a power of two: the tree of the ranges' results is the upper part of the tree that
/// the elements would have had without them.
///
/// The first constants of the graph are the imports of the plan, the others the elements or ranges.
public final class FanOut {
    /// Most elements where the first ones are enough.
    public static final int MOST_OF_FIRST = 100_000;

    private static final byte[] NO_BYTES = {};
    private static final int[] NOTHING = {};

    /// How fan-outs are divided.
    ///
    /// @param mostElements that get their tasks at once; a power of two
    /// @param range elements of the smallest ranges, and most ranges of a graph; a power of two
    public record Sizes(int mostElements, int range) {
        /// 1,024 elements at once, else 512 ranges of 512 or more.
        public static final Sizes STANDARD = new Sizes(1024, 512);

        public Sizes {
            require(
                    Integer.bitCount(mostElements) == 1 && mostElements > 0,
                    "mostElements must be a power of two, was %d",
                    mostElements);
            require(
                    Integer.bitCount(range) == 1 && range > 1 && range <= mostElements,
                    "range must be a power of two in 2..%d, was %d",
                    mostElements,
                    range);
        }

        /// How many neighbouring elements one constant of the graph stands for: 1, or the size of a range.
        /// Where the first elements are enough there are no ranges, since each would have to know of the
        /// others.
        ///
        /// @throws IllegalArgumentException if that are too many
        public int step(ElementPlan plan, int width) {
            int size = 1;
            if (plan.takesFirst()) {
                require(
                        width <= MOST_OF_FIRST,
                        "elements of which the first are taken must be at most %,d, were %,d",
                        MOST_OF_FIRST,
                        width);
            } else if (width > mostElements) {
                for (size = range; (width + size - 1L) / size > range; size *= range) {}
            }
            return size;
        }
    }

    private final ElementPlan plan;
    private final int width;
    private final int step;
    private final Dag.Builder graph = new Dag.Builder();
    private final IntFunction<FunctionReference> functions;
    private final List<Integer> waits = new ArrayList<>();

    private FanOut(
            ElementPlan plan, int width, int step, IntFunction<FunctionReference> functions) {
        this.plan = plan;
        this.width = width;
        this.step = step;
        this.functions = functions;
    }

    /// Makes the graph. Its constants have no bytes; its sinks are the gatherings of the plan, in order.
    ///
    /// @param step elements of each place, see [Sizes#step]
    /// @param functions of the graph that the plan is in
    public static Made graph(
            ElementPlan plan, int width, int step, IntFunction<FunctionReference> functions) {
        FanOut fanOut = new FanOut(plan, width, step, functions);
        Dag dag = fanOut.make();
        return new Made(dag, fanOut.waits.stream().mapToInt(Integer::intValue).toArray());
    }

    /// A graph.
    ///
    /// @param waits of which tasks fewer parents than all are waited for, see
    ///     [dev.weft.model.AddedGraph#waits]
    @SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
    public record Made(Dag graph, int[] waits) {}

    /// Number of tasks that each place of the graph has, before those that gather: tells the element that
    /// one belongs to.
    public static int tasksOfEach(ElementPlan plan, int step) {
        if (step > 1) {
            return 1 + 2 * plan.gatherings().size();
        }
        int tasks = 0;
        for (ElementPlan.Node node : plan.nodes()) {
            tasks += 1 + 2 * node.exits();
        }
        return tasks;
    }

    private Dag make() {
        int places = (width + step - 1) / step;
        for (int i = 0; i < plan.imports() + places; i++) {
            graph.constant(NO_BYTES);
        }
        int[][] sources = new int[plan.gatherings().size()][places];
        int atOnce = atOnce(step);
        for (int place = 0; place < places; place++) {
            int[] before = place < atOnce ? NOTHING : at(sources, place - atOnce);
            int[] ofPlace = step > 1 ? range(place, before) : element(place, before);
            for (int i = 0; i < sources.length; i++) {
                sources[i][place] = ofPlace[i];
            }
        }
        Gathered[] last = new Gathered[sources.length];
        for (int i = 0; i < last.length; i++) {
            last[i] = gather(plan.gatherings().get(i), sources[i], step > 1);
        }
        for (int i = 0; i < last.length; i++) {
            int sink = last[i].add();
            if (plan.gatherings().get(i).first() > 0) {
                waits.addAll(List.of(sink, 1));
            }
        }
        return graph.buildAddition(last.length);
    }

    /// How many places are executed at the same time: each waits for the one so many before it. Of a bound
    /// below the size of a range one range is executed after the other, with the same bound on its elements.
    private int atOnce(int step) {
        int bound = plan.parallelism();
        return bound == 0 ? Integer.MAX_VALUE : Math.max(1, bound / step);
    }

    private static int[] at(int[][] sources, int place) {
        return Arrays.stream(sources).mapToInt(source -> source[place]).distinct().toArray();
    }

    /// Adds the tasks of an element.
    ///
    /// @param before tasks that it waits for
    /// @return the tasks whose outputs are gathered
    private int[] element(int place, int[] before) {
        int[][] outputs = new int[plan.nodes().size()][];
        for (int i = 0; i < outputs.length; i++) {
            ElementPlan.Node node = plan.nodes().get(i);
            int[] parents = new int[node.parents().size()];
            for (int j = 0; j < parents.length; j++) {
                parents[j] = outputs[node.parents().get(j)][0];
            }
            boolean isFirst = parents.length == 0;
            int template = template(isFirst ? after(node.template(), before) : node.template());
            int task =
                    graph.task(
                            template, isFirst ? before : parents, slots(node.constants(), place));
            outputs[i] = node.exits() == 0 ? new int[] {task} : exits(task, node.exits());
        }
        int[] gathered = new int[plan.gatherings().size()];
        for (int i = 0; i < gathered.length; i++) {
            ElementPlan.Gathering gathering = plan.gatherings().get(i);
            gathered[i] = outputs[gathering.node()][gathering.exit()];
        }
        return gathered;
    }

    private static TaskTemplate after(TaskTemplate template, int[] before) {
        if (before.length == 0) {
            return template;
        }
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        for (int i = 0; i < template.arguments().constants(); i++) {
            shape.constant();
        }
        return new TaskTemplate(
                template.function(),
                shape.after(before.length).build(),
                template.options(),
                template.kind(),
                template.plan());
    }

    /// Adds the fan-out of a range of elements.
    private int[] range(int place, int[] before) {
        int[] slots = new int[1 + plan.imports()];
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        for (int i = 0; i < slots.length; i++) {
            slots[i] = i == 0 ? plan.imports() + place : i - 1;
            shape.constant();
        }
        TaskTemplate template =
                new TaskTemplate(
                        plan.pass(),
                        shape.build(),
                        TaskOptions.standard().withName("range"),
                        TaskKind.EXPANSION,
                        Optional.of(plan));
        int task = graph.task(template(after(template, before)), before, slots);
        return exits(task, plan.gatherings().size());
    }

    /// Adds the exits of an expansion, each with the task that waits for it.
    private int[] exits(int expansion, int count) {
        int exit =
                template(
                        new TaskTemplate(
                                plan.pass(),
                                new ArgumentShape.Builder().build(),
                                TaskOptions.standard(),
                                TaskKind.EXIT,
                                Optional.empty()));
        int join =
                call(plan.pass(), new ArgumentShape.Builder().parent().after(1).build(), "gather");
        int[] joins = new int[count];
        for (int i = 0; i < count; i++) {
            int place = graph.task(exit, NOTHING, NOTHING);
            joins[i] = graph.task(join, new int[] {place, expansion}, NOTHING);
        }
        return joins;
    }

    private int[] slots(List<Integer> constants, int place) {
        int[] slots = new int[constants.size()];
        for (int i = 0; i < slots.length; i++) {
            int constant = constants.get(i);
            slots[i] = constant == ElementPlan.ELEMENT ? plan.imports() + place : constant;
        }
        return slots;
    }

    private int template(TaskTemplate template) {
        return graph.template(
                template.renumbered(function -> graph.function(functions.apply(function))));
    }

    private int call(int function, ArgumentShape shape, String name) {
        return template(new TaskTemplate(function, shape, TaskOptions.standard().withName(name)));
    }

    /// The task of which a gathering's result comes: it is added after all others.
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Gathered(Dag.Builder graph, int template, int[] parents, int[] slots) {
        int add() {
            return graph.task(template, parents, slots);
        }
    }

    /// @param parts whether each of the sources is a gathering's result itself
    private Gathered gather(ElementPlan.Gathering gathering, int[] sources, boolean parts) {
        TaskTemplate reduction = gathering.reduction();
        if (gathering.first() > 0) {
            return first(gathering, sources);
        }
        if (reduction == null) {
            boolean lists = parts || plan.nodes().get(gathering.node()).exits() > 0;
            int function = lists ? gathering.concatenate() : gathering.gather();
            return new Gathered(
                    graph, call(function, list(sources.length, 0), "gather"), sources, NOTHING);
        }
        if (sources.length == 0) {
            ArgumentShape none = new ArgumentShape.Builder().build();
            return new Gathered(graph, call(plan.nothing(), none, "gather"), NOTHING, NOTHING);
        }
        if (sources.length == 1) {
            ArgumentShape one = new ArgumentShape.Builder().parent().build();
            return new Gathered(graph, call(plan.pass(), one, "gather"), sources, NOTHING);
        }
        return tree(template(reduction), slots(gathering.constants(), 0), sources);
    }

    /// What is made of the first outputs, or else of all of them, whichever is there.
    private Gathered first(ElementPlan.Gathering gathering, int[] sources) {
        int[] slots = slots(gathering.constants(), 0);
        int all =
                graph.task(
                        call(gathering.tally(), list(sources.length, 1), "gather"), sources, slots);
        if (sources.length == 0) {
            return new Gathered(graph, first(gathering.concatenate(), 1), new int[] {all}, slots);
        }
        int enough = graph.task(first(gathering.gather(), sources.length), sources, slots);
        waits.addAll(List.of(enough, gathering.first()));
        return new Gathered(
                graph, first(gathering.concatenate(), 2), new int[] {enough, all}, slots);
    }

    /// What it makes depends on who comes first, so it is never kept in memory alone.
    private int first(int function, int parents) {
        return template(
                new TaskTemplate(
                        function,
                        list(parents, 1),
                        TaskOptions.standard().withName("first").withDeterministic(false),
                        TaskKind.FIRST,
                        Optional.empty()));
    }

    private static ArgumentShape list(int parents, int constants) {
        ArgumentShape.Builder shape = new ArgumentShape.Builder().beginList();
        for (int i = 0; i < parents; i++) {
            shape.parent();
        }
        shape.end();
        for (int i = 0; i < constants; i++) {
            shape.constant();
        }
        return shape.build();
    }

    /// Level by level; of an odd number the last one goes up as it is.
    private Gathered tree(int template, int[] slots, int[] sources) {
        int[] level = sources;
        while (level.length > 2) {
            int[] above = new int[(level.length + 1) / 2];
            for (int i = 0; i < above.length; i++) {
                above[i] =
                        2 * i + 1 < level.length
                                ? graph.task(
                                        template,
                                        Arrays.copyOfRange(level, 2 * i, 2 * i + 2),
                                        slots)
                                : level[2 * i];
            }
            level = above;
        }
        return new Gathered(graph, template, level, slots);
    }
}
