package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;

/// Asks for children of a task whose output is kept in memory.
///
/// @param claim of the task, or of the segment that it is in
/// @param task whose output is held
/// @param execution that made the output
/// @param edges to the children that are wanted
public record Hold(
        RunKey run,
        int epoch,
        WorkerId worker,
        Claim claim,
        int task,
        long execution,
        OutgoingEdges edges) {}
