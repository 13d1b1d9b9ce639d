package dev.weft.spi;

import dev.weft.model.Dag;
import dev.weft.model.RunId;
import java.util.Optional;

/// Runs graphs. What the API calls; found through [EngineProvider].
///
/// Safe for many threads. Times are bounded: nothing here waits longer than it says.
public interface Engine extends AutoCloseable {
    /// The codec of all values of this engine's runs.
    ValueCodec codec();

    /// Begins a run and returns at once.
    ///
    /// @throws RunConflictException if the id names a run of another graph
    RunHandle submit(RunRequest request);

    /// Finds a run that this engine, or another one on the same store, was given.
    Optional<RunHandle> attach(RunId id);

    /// Lets a failed or cancelled run go on from what is committed.
    ///
    /// @param dag the same shape, maybe with mended code; empty means the graph that the run was
    ///     submitted with
    /// @throws RunGoneException if there is no such run or what it stood on has expired
    /// @throws RunConflictException if the graph has another shape
    RunHandle resume(RunId id, Optional<Dag> dag);

    /// Ends the engine: a local one cancels its runs and waits for their tasks to end, at most
    /// through the grace period; a connected one detaches and leaves runs going.
    @Override
    void close();
}
