package dev.weft.model;

/// How far the tasks of one name are.
///
/// @param name as [Dag#name] gives it
/// @param total number of tasks
/// @param done settled ones
/// @param running being executed now, waiting ones included
/// @param retries further attempts so far
/// @param failed failed for good, or skipped
public record FunctionProgress(
        String name, long total, long done, long running, long retries, long failed) {}
