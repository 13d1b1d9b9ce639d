package dev.weft.spi;

import dev.weft.model.Dag;
import dev.weft.model.RunId;
import dev.weft.model.RunLimits;
import java.util.Optional;

/// Asks an engine for a run.
///
/// @param id given by the caller, which makes submitting idempotent; empty means a new one
/// @param goOn whether the run goes on after a failure, skipping only what is downstream of it
/// @param parallelism how many of its tasks are claimed at a time at most; 0 if that is up to the engine's
///     limits
public record RunRequest(Dag dag, Optional<RunId> id, boolean goOn, int parallelism) {
    /// Limits as an engine has them, with what this run asks for.
    public RunLimits limits(RunLimits engine) {
        RunLimits own = engine.withGoOn(goOn);
        return parallelism > 0 ? own.withParallelism(parallelism) : own;
    }
}
