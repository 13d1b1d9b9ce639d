package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.TaskRecord;
import java.util.stream.IntStream;

/// A graph as it was compiled.
record FixedWiring(Dag dag) implements Wiring {
    @Override
    public IntStream tasks() {
        return IntStream.range(0, dag.tasks());
    }

    @Override
    public int sink() {
        return dag.sink();
    }

    @Override
    public TaskRecord record(int task) {
        return dag.record(task);
    }

    @Override
    public int inDegree(int task) {
        return dag.inDegree(task);
    }

    @Override
    public int[] parents(int task) {
        return dag.parents(task);
    }

    @Override
    public int[] children(int task) {
        return dag.children(task);
    }

    @Override
    public boolean isFenced(int task) {
        return dag.options(task).fenced();
    }

    @Override
    public String name(int task) {
        return dag.name(task);
    }
}
