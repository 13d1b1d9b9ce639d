package dev.weft.model;

/// Something that happened in a run, for views.
///
/// @param sequence from 1, without gaps within a run; old ones may no longer be there
/// @param atMicros store's time in microseconds since 1970
/// @param task the task it is about; -1 if it is about the run
/// @param k the claim it is about; 0 if none
/// @param tasks how many tasks it is about (a segment has several)
public record RunEvent(long sequence, long atMicros, Kind kind, int task, long k, int tasks) {
    /// What happened.
    public enum Kind {
        SUBMITTED,
        STARTED,
        COMMITTED,
        SKIPPED,
        ATTEMPT_FAILED,
        TASK_FAILED,
        REISSUED,
        INVALIDATED,
        DONE,
        FAILED,
        CANCELLED,
        RESUMED
    }
}
