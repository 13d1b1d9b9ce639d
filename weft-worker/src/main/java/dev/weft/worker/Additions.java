package dev.weft.worker;

import dev.weft.model.AddedGraph;
import dev.weft.model.ConstantsFormat;
import dev.weft.model.Growth;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Slice;
import dev.weft.model.SliceFormat;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskResult;
import dev.weft.spi.ValueCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sees to it that a worker knows the tasks that were added to a run: those that it has added itself, and
/// those that it hears of by their claims. Safe for many threads.
final class Additions {
    private final Values values;
    private final ValueCodec codec;
    private final FunctionLoader loader;
    private final KnownGraphs graphs = new KnownGraphs();

    Additions(Values values, ValueCodec codec, FunctionLoader loader) {
        this.values = values;
        this.codec = codec;
        this.loader = loader;
    }

    /// The tasks that come from the outcome of an expansion.
    Scope scope(
            RunExecution run,
            AddedGraph added,
            Slice graph,
            List<byte[]> constants,
            Scope outer,
            TaskRecord expansion) {
        Addition addition = new Addition(added, graph, outer, exits(outer, expansion));
        Imports imports = Imports.of(run, outer, values, expansion, added.imports());
        return new Scope(
                addition,
                new RunFunctions(addition, loader, run.counters()),
                new Constants(constants, codec, imports),
                addition);
    }

    /// Edges from an expansion to those of the tasks that it adds which have no parents.
    static OutgoingEdges toRoots(Scope scope) {
        return Objects.requireNonNull(scope.addition()).toRoots();
    }

    /// The exits of an expansion, in the order in which what it adds leaves it.
    static int[] exits(Scope scope, TaskRecord expansion) {
        int[] children = expansion.out().children();
        int[] exits = new int[children.length];
        int count = 0;
        for (int child : children) {
            for (int parent : scope.record(child).parents()) {
                if (scope.isExit(parent)
                        && expansionOf(scope, scope.record(parent)) == expansion.task()) {
                    exits[count++] = parent;
                }
            }
        }
        return Arrays.stream(exits, 0, count).sorted().distinct().toArray();
    }

    /// Gets to know where claimed tasks come from.
    ///
    /// @param growths as the store names them: an owner's own comes with it
    void learn(RunExecution run, List<Growth> growths) {
        growths.stream()
                .sorted((a, b) -> Integer.compare(a.firstTask(), b.firstTask()))
                .forEach(growth -> {
                    if (!run.knows(growth)) {
                        learn(run, growth.owner());
                    }
                });
    }

    /// Gets to know the tasks, one of which takes the place of an exit.
    void learnOfExit(RunExecution run, int exit) {
        learn(run, expansionOf(run, exit));
    }

    /// The expansion whose tasks one takes the place of an exit.
    int expansionOf(RunExecution run, int exit) {
        Scope outer = run.scopeAround(exit);
        return expansionOf(outer, outer.record(exit));
    }

    /// The outcome of an expansion if it was committed together with the tasks that came from it, of which
    /// nothing is known any more; else `null`.
    @Nullable TaskResult inline(RunExecution run, int expansion) {
        TaskResult result = values.result(run, expansion);
        return result.output() instanceof Output.None ? result : null;
    }

    /// Whether the task's place is taken by one that is not known here, or may be another by now.
    boolean isExit(RunExecution run, int task) {
        Scope outer = run.scopeAround(task);
        return outer.has(task) && outer.isExit(task);
    }

    private void learn(RunExecution run, int owner) {
        TaskResult result = values.result(run, owner);
        AddedGraph added = AddedGraph.of(values.bytes(run, result));
        if (!run.knows(added.growth())) {
            learn(run, added);
        }
    }

    private void learn(RunExecution run, AddedGraph added) {
        Scope outer = run.scope(added.growth().owner());
        run.add(
                scope(
                        run,
                        added,
                        slice(added.graph()),
                        ConstantsFormat.decode(added.constants()),
                        outer,
                        outer.record(added.growth().owner())));
    }

    private Slice slice(byte[] bytes) {
        String name = SliceFormat.name(bytes);
        Slice known = graphs.find(name);
        if (known == null) {
            known = SliceFormat.decode(bytes);
            graphs.put(name, known);
        }
        return known;
    }

    /// The edges of an expansion's outcome, to be published for whoever did not get to it.
    OutgoingEdges published(RunExecution run, TaskRecord record, @Nullable TaskResult winner) {
        if (winner == null) {
            return record.out();
        }
        AddedGraph added = AddedGraph.of(values.bytes(run, winner));
        if (!run.knows(added.growth())) {
            learn(run, added);
        }
        Addition addition = run.addition(added.growth());
        return record.out().with(addition.toRoots());
    }

    /// Edges by which an expansion that adds nothing, since it failed or was skipped, tells of it: its own,
    /// and those of its exits, whose places nobody takes.
    static OutgoingEdges withoutAddition(Scope scope, TaskRecord record) {
        if (scope.template(record).kind() != TaskKind.EXPANSION) {
            return record.out();
        }
        OutgoingEdges all = record.out();
        for (int exit : exits(scope, record)) {
            all = all.with(scope.record(exit).out());
        }
        return all;
    }

    /// The expansion that an exit belongs to.
    static int expansionOf(Scope scope, TaskRecord exit) {
        TaskRecord result = scope.record(exit.out().children()[0]);
        int read = scope.plainTemplate(result).arguments().readParents();
        return result.parents()[read];
    }
}
