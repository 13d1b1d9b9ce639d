package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.TaskRecord;
import java.util.stream.IntStream;

/// Which tasks a run has and how they hang together: those of its graph, and those that it has grown by.
interface Wiring {
    /// Numbers of the tasks that can ever be claimed, in ascending order.
    IntStream tasks();

    int sink();

    TaskRecord record(int task);

    int inDegree(int task);

    /// How many of its parents a task waits for.
    default int needed(int task) {
        return inDegree(task);
    }

    /// Whether a parent without a result does not arrive at a task.
    default boolean takesFirst(int task) {
        return false;
    }

    int[] parents(int task);

    int[] children(int task);

    /// Whether a lost attempt at it may not be committed.
    boolean isFenced(int task);

    String name(int task);

    /// The task whose outcome counts for another one: for a place that tasks to be added take, as long as
    /// nobody has taken it, whoever adds them; else the task itself.
    default int standsFor(int task) {
        return task;
    }

    /// A run that does not grow.
    static Wiring of(Dag dag) {
        return new FixedWiring(dag);
    }
}
