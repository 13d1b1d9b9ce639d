package dev.weft.worker;

import dev.weft.core.FanOut;
import dev.weft.model.AddedGraph;
import dev.weft.model.ArgumentShape;
import dev.weft.model.Dag;
import dev.weft.model.ElementPlan;
import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.Growth;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.SliceFormat;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.ValueCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs of known shapes, as a worker has them.
final class Executions {
    private Executions() {}

    /// Tasks 0 to `tasks - 2` without parents, and one that takes them all.
    static RunExecution ofFanOut(int tasks) {
        return of(dagOfFanOut(tasks));
    }

    static Dag dagOfFanOut(int tasks) {
        Dag.Builder graph = new Dag.Builder();
        FunctionIdentity identity =
                new FunctionIdentity("F", "f", "()V", "C", "c", "()V", 6, "()V", 0);
        int function = graph.function(new FunctionReference(identity, "C", false));
        ArgumentShape nothing = new ArgumentShape.Builder().build();
        int root = graph.template(new TaskTemplate(function, nothing, TaskOptions.standard()));
        ArgumentShape.Builder all = new ArgumentShape.Builder().beginList();
        for (int i = 0; i < tasks - 1; i++) {
            graph.task(root, new int[0], new int[0]);
            all.parent();
        }
        ArgumentShape list = all.end().build();
        int sink = graph.template(new TaskTemplate(function, list, TaskOptions.standard()));
        int last = graph.task(sink, IntStream.range(0, tasks - 1).toArray(), new int[0]);
        return graph.build(last);
    }

    /// A fan-out whose elements have come, in so many ranges: its tasks have the numbers from 3 on.
    static RunExecution ofRanges(int ranges) {
        Dag.Builder graph = new Dag.Builder();
        FunctionIdentity identity =
                new FunctionIdentity("F", "f", "()V", "C", "c", "()V", 6, "()V", 0);
        FunctionReference reference = new FunctionReference(identity, "C", false);
        int function = graph.function(reference);
        ArgumentShape element = new ArgumentShape.Builder().constant().build();
        ArgumentShape nothing = new ArgumentShape.Builder().build();
        ElementPlan plan =
                new ElementPlan(
                        List.of(
                                new ElementPlan.Node(
                                        new TaskTemplate(function, element, TaskOptions.standard()),
                                        List.of(),
                                        List.of(ElementPlan.ELEMENT))),
                        List.of(
                                new ElementPlan.Gathering(
                                        0, 0, null, List.of(), function, function, 0, function)),
                        0,
                        0,
                        function,
                        function);
        int expansion =
                graph.task(
                        graph.template(
                                new TaskTemplate(
                                        function,
                                        nothing,
                                        TaskOptions.standard(),
                                        TaskKind.EXPANSION,
                                        Optional.of(plan))),
                        new int[0],
                        new int[0]);
        int exit =
                graph.task(
                        graph.template(
                                new TaskTemplate(
                                        function,
                                        nothing,
                                        TaskOptions.standard(),
                                        TaskKind.EXIT,
                                        Optional.empty())),
                        new int[0],
                        new int[0]);
        ArgumentShape join = new ArgumentShape.Builder().parent().after(1).build();
        int sink =
                graph.task(
                        graph.template(new TaskTemplate(function, join, TaskOptions.standard())),
                        new int[] {exit, expansion},
                        new int[0]);
        Dag dag = graph.build(sink);
        RunExecution run = of(dag);
        int step = FanOut.Sizes.STANDARD.step(plan, 2_000);
        Dag added = FanOut.graph(plan, ranges * step, step, _ -> reference).graph();
        byte[] bytes = SliceFormat.encode(added, 0, added.tasks());
        Growth growth =
                new Growth(
                        expansion,
                        7,
                        "f",
                        dag.tasks(),
                        added.tasks() - 1,
                        dag.edges(),
                        added.edges() + added.roots().length);
        Addition addition =
                new Addition(
                        new AddedGraph(
                                growth,
                                1,
                                1,
                                0,
                                new int[0],
                                AddedGraph.Elements.none(""),
                                bytes,
                                new byte[0]),
                        SliceFormat.decode(bytes),
                        run.scope(expansion),
                        new int[] {exit});
        run.add(
                new Scope(
                        addition,
                        new RunFunctions(
                                addition,
                                new FunctionLoader(Executions.class.getClassLoader()),
                                run.counters()),
                        new Constants(List.of(), new NoCodec()),
                        addition));
        return run;
    }

    static RunExecution of(TaskRecords records) {
        return new RunExecution(
                new RunKey(new RunId("run"), 1),
                1,
                RunCode.HERE,
                records,
                List.of(),
                RunLimits.standard(),
                new NoCodec(),
                new FunctionLoader(Executions.class.getClassLoader()),
                new RunCounters(Map.of(), 0),
                Optional.empty(),
                Executions::noHeartbeat);
    }

    @SuppressWarnings("NullAway") // a run that is only looked at has no heart
    private static Heartbeat noHeartbeat(RunExecution run) {
        return null;
    }

    private static final class NoCodec implements ValueCodec {
        @Override
        public byte[] encode(@Nullable Object value) {
            throw new AssertionError("nothing is encoded here");
        }

        @Override
        public @Nullable Object decode(byte[] bytes) {
            throw new AssertionError("nothing is decoded here");
        }

        @Override
        public boolean isImmutable(@Nullable Object value) {
            return false;
        }

        @Override
        public long digest(byte[] bytes) {
            return 1;
        }
    }
}
