package dev.weft.model;

/// Where a worker looks tasks up: the whole graph or the part of it that it holds. Safe for many
/// threads.
public interface TaskRecords {
    /// The record of a task.
    ///
    /// @throws IllegalArgumentException if there is no such task here
    TaskRecord record(int task);

    TaskTemplate template(int template);

    /// The number of a task's template, without the rest of its record.
    default int templateOf(int task) {
        return record(task).template();
    }

    FunctionReference function(int function);

    /// Whether the task's record is here.
    boolean holds(int task);
}
