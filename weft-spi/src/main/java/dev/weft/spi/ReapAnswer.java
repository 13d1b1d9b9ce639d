package dev.weft.spi;

import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import java.util.List;

/// What a look at passed deadlines came to.
public sealed interface ReapAnswer {
    /// @param reissued claims that the caller is to invoke workers for; parked tasks that were let in are among them
    /// @param garbage values that the caller is to delete
    /// @param status of the run after this step: reaping fails a run whose task is poison or that
    ///     passed its hard end
    record Reaped(
            List<Grant> reissued,
            List<ValueId> garbage,
            long nextDeadlineMicros,
            int epoch,
            RunStatus status)
            implements ReapAnswer {}

    /// There is nothing to reap in this run any more.
    record Over(RunOver reason) implements ReapAnswer {}
}
