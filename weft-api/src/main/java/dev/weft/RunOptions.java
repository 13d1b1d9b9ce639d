package dev.weft;

import dev.weft.model.RunId;
import java.util.Optional;

/// How a workflow is submitted.
///
/// @param id given by the caller, which makes submitting idempotent: the same workflow under the same
///     id is the same run, another workflow is refused; empty means a new id
/// @param goOn whether the run goes on after a task has failed for good, skipping only what depends
///     on that task; the run fails at its end all the same
public record RunOptions(Optional<RunId> id, boolean goOn) {
    private static final RunOptions STANDARD = new RunOptions(Optional.empty(), false);

    /// A new id; the run ends with the first task that fails for good.
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
        return new RunOptions(Optional.of(id), goOn);
    }

    /// Going on after a failure, or not.
    public RunOptions withGoOn(boolean goOn) {
        return new RunOptions(id, goOn);
    }
}
