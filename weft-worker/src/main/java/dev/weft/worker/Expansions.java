package dev.weft.worker;

import dev.weft.core.FanOut;
import dev.weft.model.Absent;
import dev.weft.model.AddedGraph;
import dev.weft.model.ConstantsFormat;
import dev.weft.model.Dag;
import dev.weft.model.ElementPlan;
import dev.weft.model.FunctionReference;
import dev.weft.model.Growth;
import dev.weft.model.Payload;
import dev.weft.model.Slice;
import dev.weft.model.SliceFormat;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.Expandable;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.ValueCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes tasks of what expansions return: the graph that is added, its numbers in the run, and the outcome
/// that tells other workers of it. Safe for many threads.
final class Expansions {
    /// Expansions within one another: workflows that return workflows, elements of elements.
    static final int MOST_NESTED = 1_000;

    private static final int MOST_GRAPHS = 64;

    private final Worker worker;
    private final RunStore store;
    private final Additions additions;
    private final ValueCodec codec;
    private final WorkerEnvironment environment;
    private final FanOut.Sizes sizes;
    private final Map<Wanted, Made> fanOuts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Wanted, Made> eldest) {
                    return size() > MOST_GRAPHS;
                }
            }; // guarded by itself

    /// A fan-out of a width, in whatever run.
    ///
    /// @param functions that the plan names, in its order
    private record Wanted(ElementPlan plan, List<FunctionReference> functions, int width) {
        static Wanted of(ElementPlan plan, TaskRecords graph, int width) {
            List<FunctionReference> functions = new ArrayList<>();
            plan.forEachFunction(function -> functions.add(graph.function(function)));
            return new Wanted(plan, functions, width);
        }
    }

    /// A graph in both of its forms.
    ///
    /// @param edges of the graph and to its roots
    @SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
    private record Made(Slice slice, byte[] bytes, int sinks, int edges, int[] waits) {
        static Made of(Dag dag, int[] waits) {
            byte[] bytes = SliceFormat.encode(dag, 0, dag.tasks());
            return new Made(
                    SliceFormat.decode(bytes),
                    bytes,
                    dag.sinks(),
                    dag.edges() + dag.roots().length,
                    waits);
        }

        int inner() {
            return slice.size() - sinks;
        }
    }

    Expansions(
            Worker worker,
            RunStore store,
            Additions additions,
            ValueCodec codec,
            WorkerEnvironment environment,
            FanOut.Sizes sizes) {
        this.sizes = sizes;
        this.worker = worker;
        this.store = store;
        this.additions = additions;
        this.codec = codec;
        this.environment = environment;
    }

    /// What an expansion adds to its run.
    ///
    /// @param inline whether its tasks may be executed under the claim of the expansion
    record Expanded(
            TaskRecord expansion, long execution, AddedGraph added, Scope scope, boolean inline) {}

    /// Gets the tasks that follow from what an expansion has returned.
    ///
    /// @throws RuntimeException saying why that is no workflow
    Expanded expand(Segment segment, long execution, @Nullable Object value) {
        Scope outer = segment.scope();
        TaskRecord record = segment.current();
        TaskTemplate template = outer.plainTemplate(record);
        Optional<ElementPlan> plan = template.plan();
        int depth = outer.addition() == null ? 1 : outer.addition().depth() + 1;
        if (depth > MOST_NESTED) {
            throw new IllegalStateException(
                    "workflows that return workflows must end within %d of them, did not"
                            .formatted(MOST_NESTED));
        }
        AddedGraph.Elements around = around(outer, record, template);
        Made made;
        List<byte[]> constants;
        AddedGraph.Elements elements;
        int imports = 0;
        if (plan.isPresent()) {
            List<?> all = elements(value, around);
            int width = all.size();
            imports = plan.get().imports();
            int step = sizes.step(plan.get(), width);
            made = fanOut(outer.records(), plan.get(), width);
            constants = constants(imports, all, step, around);
            elements =
                    new AddedGraph.Elements(
                            around.path(),
                            around.first(),
                            step,
                            FanOut.tasksOfEach(plan.get(), step),
                            constants.size() - imports);
        } else {
            Dag dag = workflow(value);
            made = Made.of(dag, new int[0]);
            constants = dag.constants();
            elements = around;
        }
        Growth growth = grow(segment, execution, label(outer, template), made);
        AddedGraph added =
                new AddedGraph(
                        growth,
                        depth,
                        made.sinks(),
                        imports,
                        made.waits(),
                        elements,
                        made.bytes(),
                        ConstantsFormat.encode(constants));
        Scope scope = additions.scope(segment.run(), added, made.slice(), constants, outer, record);
        boolean inline = plan.isPresent() && elements.step() == 1 && mayBeInline(scope);
        return new Expanded(record, execution, added, scope, inline);
    }

    /// The outcome that tells others of what is added.
    Segment.Produced produced(Segment segment, Expanded expanded) {
        TaskRecord record = expanded.expansion();
        segment.run().grows(expanded.execution(), expanded.scope());
        byte[] bytes = expanded.added().toBytes();
        segment.run().counters().encoded(bytes.length);
        return new Segment.Produced(
                record.with(record.out().with(Additions.toRoots(expanded.scope()))),
                expanded.execution(),
                new Payload.Encoded(bytes),
                bytes.length);
    }

    /// Not if some task needs a claim of its own: since others come from it, since it is not to be executed
    /// twice, or since it has enough before all others are done.
    private static boolean mayBeInline(Scope scope) {
        Slice graph = Objects.requireNonNull(scope.addition()).graph();
        return graph.templates()
                .mapToObj(graph::template)
                .noneMatch(template ->
                        template.options().fenced()
                                || template.kind() == TaskKind.EXPANSION
                                || template.kind() == TaskKind.FIRST);
    }

    private static AddedGraph.Elements around(
            Scope outer, TaskRecord record, TaskTemplate template) {
        return outer.addition() == null
                ? AddedGraph.Elements.none("")
                : outer.addition().within(record.task(), Scope.isRange(template));
    }

    /// What people call the added tasks together: not as the expansion itself, beside which they are shown.
    private static String label(Scope outer, TaskTemplate template) {
        if (Scope.isRange(template) && outer.addition() != null) {
            return outer.addition().growth().label();
        }
        return "in "
                + (template.options().name().isEmpty()
                        ? outer.records().function(template.function()).identity().displayName()
                        : template.options().name());
    }

    private static List<?> elements(@Nullable Object value, AddedGraph.Elements around) {
        if (value instanceof Collection<?> all) {
            return new ArrayList<>(all);
        }
        if (value instanceof Absent) {
            return List.of();
        }
        throw new IllegalArgumentException(
                "elements%s must be a collection, was %s"
                        .formatted(
                                around.path().isEmpty() ? "" : " of " + around.path(),
                                value == null ? "null" : value.getClass().getName()));
    }

    private Dag workflow(@Nullable Object value) {
        if (value instanceof Expandable workflow) {
            return workflow.expand(codec);
        }
        throw new IllegalArgumentException(
                "what is flattened must be a handle of a workflow, was "
                        + (value == null ? "null" : value.getClass().getName()));
    }

    private Made fanOut(TaskRecords graph, ElementPlan plan, int width) {
        Wanted wanted = Wanted.of(plan, graph, width);
        synchronized (fanOuts) {
            Made known = fanOuts.get(wanted);
            if (known != null) {
                return known;
            }
        }
        FanOut.Made fanOut = FanOut.graph(plan, width, sizes.step(plan, width), graph::function);
        Made made = Made.of(fanOut.graph(), fanOut.waits());
        synchronized (fanOuts) {
            fanOuts.put(wanted, made);
        }
        return made;
    }

    /// Bytes for each place, after those of the imports, which have none.
    private List<byte[]> constants(int imports, List<?> all, int step, AddedGraph.Elements around) {
        List<byte[]> constants = new ArrayList<>(imports + (all.size() + step - 1) / step);
        for (int i = 0; i < imports; i++) {
            constants.add(new byte[0]);
        }
        for (int from = 0; from < all.size(); from += step) {
            int to = Math.min(all.size(), from + step);
            constants.add(
                    step == 1
                            ? element(all.get(from), around, from)
                            : codec.encode(new ArrayList<>(all.subList(from, to))));
        }
        return constants;
    }

    private byte[] element(@Nullable Object element, AddedGraph.Elements around, int index) {
        try {
            return codec.encode(element);
        } catch (CannotEncodeException e) {
            throw new CannotEncodeException(
                    "element%s[%d]".formatted(around.path(), around.first() + index),
                    String.valueOf(e.getMessage()));
        }
    }

    private Growth grow(Segment segment, long execution, String label, Made made) {
        RunExecution run = segment.run();
        Grow grow =
                new Grow(
                        run.key(),
                        run.epoch(),
                        worker.id(),
                        segment.grant().claim(),
                        segment.current().task(),
                        execution,
                        label,
                        made.inner(),
                        made.edges());
        return switch (Steps.take(run, environment, () -> store.grow(grow))) {
            case GrowAnswer.Grown(var growth) -> growth;
            case GrowAnswer.TooLarge(var tasks, var edges) ->
                    throw new IllegalStateException(
                            ("a run must have at most %,d tasks and %,d edges, has %,d and %,d and would"
                                            + " get %,d and %,d more")
                                    .formatted(
                                            Grow.MOST_TASKS,
                                            Grow.MOST_EDGES,
                                            tasks,
                                            edges,
                                            made.inner(),
                                            made.edges()));
            case GrowAnswer.Refused _ -> throw new DroppedException();
            case GrowAnswer.Over _ -> {
                worker.end(run);
                throw new DroppedException();
            }
        };
    }
}
