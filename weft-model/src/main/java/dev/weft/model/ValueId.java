package dev.weft.model;

/// Names a value within a run: attempts never overwrite each other.
///
/// @param execution the execution that made it
/// @param spread whether it is in the blob store (else in the result's record)
public record ValueId(int task, long execution, boolean spread) {}
