package dev.weft.spi;

import dev.weft.model.FunctionProgress;
import dev.weft.model.RunEvent;
import dev.weft.model.RunKey;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatistics;
import dev.weft.model.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An engine's view of one run. Safe for many threads.
public interface RunHandle {
    RunKey key();

    /// The run as the store has it now.
    ///
    /// @throws RunGoneException if its retention is over
    RunRecord record();

    /// How far each function is, in the order in which the graph names them.
    List<FunctionProgress> progress();

    RunStatistics statistics();

    /// Waits for the end of the run.
    ///
    /// @return how it ended; empty if it has not within that time
    /// @throws RunGoneException if its retention is over
    Optional<RunOutcome> await(Duration atMost) throws InterruptedException;

    /// Ends the run unless it has ended; its tasks are interrupted.
    ///
    /// @return the status before
    RunStatus cancel();

    /// @param from sequence number of the first event wanted; 1 is the beginning
    List<RunEvent> events(long from, int max, Duration atMost);
}
