package dev.weft;

import static dev.weft.model.Checks.require;

import dev.weft.model.RunId;
import java.util.Optional;

/// How a workflow is submitted.
///
/// @param id given by the caller, which makes submitting idempotent: the same workflow under the same
///     id is the same run, another workflow is refused; empty means a new id
/// @param goOn whether the run goes on after a task has failed for good, skipping only what depends
///     on that task; the run fails at its end all the same
/// @param parallelism how many of the run's tasks are executed at a time at most, on however many workers: to
///     spare a database, say; 0 if any number. Tasks of a chain, of which a worker executes one after the
///     other, count as one. A task that waits for its next attempt counts
public record RunOptions(Optional<RunId> id, boolean goOn, int parallelism) {
    private static final RunOptions STANDARD = new RunOptions(Optional.empty(), false, 0);

    public RunOptions {
        require(parallelism >= 0, "parallelism must be >= 0, was %d", parallelism);
    }

    /// A new id; the run ends with the first task that fails for good; any number of tasks at a time.
    public static RunOptions standard() {
        return STANDARD;
    }

    /// With this id.
    ///
    /// @param id 1 to 128 of the characters `A-Z a-z 0-9 . _ -`
    public RunOptions withId(String id) {
        return withId(new RunId(id));
    }

    /// With this id.
    public RunOptions withId(RunId id) {
        return new RunOptions(Optional.of(id), goOn, parallelism);
    }

    /// Going on after a failure, or not.
    public RunOptions withGoOn(boolean goOn) {
        return new RunOptions(id, goOn, parallelism);
    }

    /// With so many tasks at a time at most.
    ///
    /// @param parallelism 0 for any number
    public RunOptions withParallelism(int parallelism) {
        return new RunOptions(id, goOn, parallelism);
    }
}
