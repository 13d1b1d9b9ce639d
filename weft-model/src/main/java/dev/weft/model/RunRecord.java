package dev.weft.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the store knows of a run as a whole.
///
/// @param epoch raised by each resume, from 1
/// @param code what its workers execute, as submitted or last resumed
/// @param tasks number of tasks of its graph, and of those that it has grown by
/// @param createdMicros store's time of its submission, in microseconds since 1970
/// @param endedMicros store's time of its end; 0 while it runs
/// @param settled number of tasks with an outcome
/// @param result the sink's, once the run is done
/// @param work what committed steps said of the work done so far
/// @param errors of attempts that failed, oldest first; the first 100, the second half of which are
///     errors without a further attempt
public record RunRecord(
        RunKey run,
        String shapeHash,
        String contentHash,
        RunStatus status,
        int epoch,
        int tasks,
        int sink,
        RunLimits limits,
        RunCode code,
        String submittedBy,
        long createdMicros,
        long endedMicros,
        long settled,
        @Nullable TaskResult result,
        WorkDone work,
        List<TaskError> errors) {
    public RunRecord {
        errors = List.copyOf(errors);
    }

    /// The same run with other errors.
    public RunRecord withErrors(List<TaskError> errors) {
        return new RunRecord(
                run,
                shapeHash,
                contentHash,
                status,
                epoch,
                tasks,
                sink,
                limits,
                code,
                submittedBy,
                createdMicros,
                endedMicros,
                settled,
                result,
                work,
                errors);
    }
}
