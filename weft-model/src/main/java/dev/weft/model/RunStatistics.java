package dev.weft.model;

/// What a run took so far, as its engine measured it.
///
/// @param tasks in the graph
/// @param settled tasks that have an outcome
/// @param attempts executions of users' functions
/// @param elapsedNanos from submission to the end, or to now
/// @param executingNanos sum over all executions of the time in the users' functions
/// @param encodedBytes outputs that were encoded
/// @param peakTasks most tasks that were being executed at one time
/// @param steps calls of the store on the path of tasks
public record RunStatistics(
        long tasks,
        long settled,
        long attempts,
        long elapsedNanos,
        long executingNanos,
        long encodedBytes,
        long peakTasks,
        long steps) {
    /// Mean number of users' functions that ran at the same time.
    public double parallelism() {
        return elapsedNanos == 0 ? 0 : (double) executingNanos / elapsedNanos;
    }
}
