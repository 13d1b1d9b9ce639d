package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.TaskResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a worker may execute of what it asked for.
public sealed interface StartAnswer {
    /// @param verdicts one a claim, in the order of the request
    /// @param inputs results in the order of the request; `null` for a task that is not settled
    /// @param growths of those among the adopted tasks (and among those whose edges are to be published)
    ///     that are not of the run's graph, and of their owners, and so on until an owner is of the graph;
    ///     of a task whose edges are to be published also what came from its execution. Each once
    record Started(
            List<Verdict> verdicts,
            List<@Nullable TaskResult> inputs,
            List<Growth> growths,
            long nextDeadlineMicros)
            implements StartAnswer {
        /// All of the adopted tasks are of the run's graph.
        public Started(
                List<Verdict> verdicts,
                List<@Nullable TaskResult> inputs,
                long nextDeadlineMicros) {
            this(verdicts, inputs, List.of(), nextDeadlineMicros);
        }
    }

    /// There is nothing to do in this run any more.
    record Over(RunOver reason) implements StartAnswer {}

    /// The verdict on one claim.
    sealed interface Verdict {
        /// The claim is the caller's: execute (or skip, if the grant says so).
        record Adopted(Grant grant) implements Verdict {}

        /// The task is committed, but not all of its edges are published: publish all chunks in
        /// the winner's name, without executing.
        record PublishOnly(Claim claim, TaskResult winner) implements Verdict {}

        /// The claim is not, or no longer, for the caller.
        record Refused(Claim claim, Superseded reason) implements Verdict {}

        /// Not all parents have arrived; the claim is withdrawn and comes back with the last. A parked task that
        /// is let in instead is found by its deadline.
        record NotReady(Claim claim) implements Verdict {}
    }
}
