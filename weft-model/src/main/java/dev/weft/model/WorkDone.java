package dev.weft.model;

/// What workers have done for a run, in sums.
///
/// @param attempts executions of users' functions
/// @param executingNanos time in the users' functions
/// @param encodedBytes outputs that were encoded
/// @param roundTrips waits of a worker for the store on the path of tasks
public record WorkDone(long attempts, long executingNanos, long encodedBytes, long roundTrips) {
    /// Nothing.
    public static final WorkDone NONE = new WorkDone(0, 0, 0, 0);

    public WorkDone plus(WorkDone other) {
        return new WorkDone(
                attempts + other.attempts,
                executingNanos + other.executingNanos,
                encodedBytes + other.encodedBytes,
                roundTrips + other.roundTrips);
    }
}
