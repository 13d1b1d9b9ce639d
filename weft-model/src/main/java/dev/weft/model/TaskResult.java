package dev.weft.model;

/// What the store knows of a settled task.
///
/// @param execution the execution whose outcome it is; tells values of different executions apart
/// @param claim the claim under which it was committed (of the segment's first task)
/// @param open whether some of its edges have yet to be published
public record TaskResult(
        int task, Outcome outcome, Claim claim, long execution, Output output, boolean open) {}
