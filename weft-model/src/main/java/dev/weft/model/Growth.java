package dev.weft.model;

/// Numbers of tasks and edges that a run was given beyond those of its graph, for the tasks that the
/// outcome of another one adds: the elements of a fan-out whose width was not known before, or a workflow
/// that a task has returned. Neighbours, and never given twice.
///
/// Of the growths of one owner that counts whose execution is committed; the tasks of the others are
/// never claimed.
///
/// @param owner the task that the others come from
/// @param execution of the owner
/// @param label what the tasks are called together, for people
/// @param firstTask number of the first of the tasks
/// @param tasks how many; may be 0
/// @param firstEdge number of the first of the edges
/// @param edges how many; may be 0
public record Growth(
        int owner,
        long execution,
        String label,
        int firstTask,
        int tasks,
        int firstEdge,
        int edges) {
    /// Whether a task is one of these.
    public boolean has(int task) {
        return task >= firstTask && task - firstTask < tasks;
    }
}
