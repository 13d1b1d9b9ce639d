package dev.weft.model;

/// Where a worker looks tasks up: the whole graph, or the part of it that it holds and gets to hold. Safe for
/// many threads.
public interface TaskRecords {
    /// The record of a task. Gets it from elsewhere if there is such a task and its record is not here.
    ///
    /// @throws IllegalArgumentException if there is no such task here
    TaskRecord record(int task);

    TaskTemplate template(int template);

    /// The number of a task's template, without the rest of its record.
    default int templateOf(int task) {
        return record(task).template();
    }

    FunctionReference function(int function);

    /// Whether the task's record is here, so that looking it up takes no time.
    boolean holds(int task);

    /// Whether there is such a task, be its record here or not.
    default boolean has(int task) {
        return holds(task);
    }

    /// Whether a task is only a place that another one takes; its record need not be here.
    default boolean isExit(int task) {
        return template(templateOf(task)).kind() == TaskKind.EXIT;
    }
}
