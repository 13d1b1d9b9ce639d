package dev.weft.spi;

import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import java.util.List;

/// What a failure came to.
public sealed interface FailAnswer {
    /// The error is stored.
    ///
    /// @param again whether it was stored by an earlier call
    /// @param grants children that are to be skipped, in a run that goes on, and parked tasks that were let in; all
    ///     INVOKE
    /// @param status of the run after this step
    record Recorded(boolean again, List<Grant> grants, long nextDeadlineMicros, RunStatus status)
            implements FailAnswer {}

    /// The claim is not current or the task is settled: nothing has changed.
    record Refused(Superseded reason) implements FailAnswer {}

    /// The caller stops working for this run.
    record Over(RunOver reason) implements FailAnswer {}
}
