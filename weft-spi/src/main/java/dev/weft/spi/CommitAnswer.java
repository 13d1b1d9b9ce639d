package dev.weft.spi;

import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import java.util.List;

/// What a commit came to.
public sealed interface CommitAnswer {
    /// The outcome is final.
    ///
    /// @param again whether this very execution had committed before: the grants are the same as
    ///     then, without those that are settled or issued anew meanwhile
    /// @param grants children that this step made ready, each claimed, and after them parked tasks that it let in;
    ///     empty if the run is not running. Parked tasks may come from outcomes that the caller does not know
    /// @param inputs results that were wanted for granted children that the caller keeps, each once;
    ///     what is missing is to be fetched
    /// @param garbage values that the caller is to delete, and to name in its next commit
    /// @param nextDeadlineMicros store's time at which a claim of this run may have to be reaped;
    ///     [Long#MAX_VALUE] if there is none
    /// @param status of the run after this step
    record Committed(
            boolean again,
            List<Grant> grants,
            List<TaskResult> inputs,
            List<ValueId> garbage,
            long nextDeadlineMicros,
            RunStatus status)
            implements CommitAnswer {}

    /// The caller drops its result; nothing has changed.
    ///
    /// @param winner the outcome that stands, if the reason is DUPLICATE: one entry, else none
    record Refused(Superseded reason, List<TaskResult> winner) implements CommitAnswer {}

    /// The caller stops working for this run.
    record Over(RunOver reason) implements CommitAnswer {}

    /// A bug or a loss; nothing has changed.
    record NotReady(Missing missing) implements CommitAnswer {}

    /// What a commit lacks.
    enum Missing {
        /// A stored value is not there.
        VALUE_MISSING,
        /// An output that was never stored has children that are not committed.
        CHILDREN_OPEN
    }
}
