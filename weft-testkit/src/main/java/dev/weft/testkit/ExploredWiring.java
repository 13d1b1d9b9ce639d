package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.Growth;
import dev.weft.model.TaskRecord;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The graph of an exploration. If it expands, the outcome of its first task adds a and b, which follow it, and g,
/// which gathers them and is what the sink waits for then; which numbers they have depends on the execution.
///
/// Not safe for several threads.
final class ExploredWiring implements Wiring {
    static final int TASKS = 3;
    static final int EDGES = 5;

    private final Dag dag;
    private Wiring now;

    ExploredWiring(Dag dag) {
        this.dag = dag;
        now = Wiring.of(dag);
    }

    /// From now on the graph is what it is by an outcome.
    ///
    /// @param growth of the first task's execution; `null` if it has no outcome
    void be(@Nullable Growth growth) {
        if (growth == null) {
            now = Wiring.of(dag);
            return;
        }
        GrowingWiring grown = new GrowingWiring(dag);
        int a = growth.firstTask();
        int edge = growth.firstEdge();
        grown.task(a, edge, 0);
        grown.task(a + 1, edge + 1, 0);
        grown.task(a + 2, edge + 2, a, a + 1);
        grown.task(dag.sink(), edge + 4, a + 2);
        now = grown;
    }

    @Override
    public IntStream tasks() {
        return now.tasks();
    }

    @Override
    public int sink() {
        return now.sink();
    }

    @Override
    public TaskRecord record(int task) {
        return now.record(task);
    }

    @Override
    public int inDegree(int task) {
        return now.inDegree(task);
    }

    @Override
    public int[] parents(int task) {
        return now.parents(task);
    }

    @Override
    public int[] children(int task) {
        return now.children(task);
    }

    @Override
    public boolean isFenced(int task) {
        return now.isFenced(task);
    }

    @Override
    public String name(int task) {
        return now.name(task);
    }
}
