package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;

/// Asks for numbers of tasks and edges that a run does not have yet. The caller is about to commit the
/// task from which they come, and publishes edges to them with that commit.
///
/// @param claim of that task, or of the segment that it is in
/// @param task from which the new ones come
/// @param execution of that task: asking again for the same one gets the same numbers
/// @param label what the new tasks are called together, for people
/// @param tasks how many are wanted; may be 0
/// @param edges how many are wanted; may be 0
public record Grow(
        RunKey run,
        int epoch,
        WorkerId worker,
        Claim claim,
        int task,
        long execution,
        String label,
        int tasks,
        int edges) {
    /// Most tasks of a run, those of its graph included.
    public static final int MOST_TASKS = 1 << 25;

    /// Most edges of a run, those of its graph included.
    public static final int MOST_EDGES = 1 << 26;
}
