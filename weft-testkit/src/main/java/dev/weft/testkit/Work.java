package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.WorkerId;

/// One execution of a claim by a worker, as a test plays it.
///
/// @param epoch of the run, as the worker knows it
/// @param execution random number of this very execution
public record Work(WorkerId worker, Claim claim, int epoch, long execution) {
    /// The same execution, as a worker sees it that knows the run's present epoch.
    public Work inEpoch(int newEpoch) {
        return new Work(worker, claim, newEpoch, execution);
    }

    /// The same claim and worker with another execution: a further try inside the worker.
    public Work as(long otherExecution) {
        return new Work(worker, claim, epoch, otherExecution);
    }
}
