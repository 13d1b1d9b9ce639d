package dev.weft.bench;

/// How soon work goes on whose worker is lost.
///
/// @param repetitions of each kind of loss
/// @param seenMedianMs from the kill of a worker, which its launcher sees, until work goes on
/// @param unseenMedianMs the same for a worker that is paused, which nobody sees until its lease has passed
/// @param repeatedWorkMs work of the lost worker that was done again, at most
/// @param uncommittedMs how much work a worker may have done without a commit
/// @param mostExecutions of the task that the worker was lost in; 2 means that it was repeated once
/// @param wrongResults runs with another result than without a loss
record RecoveryReport(
        int workers,
        int repetitions,
        long leaseMs,
        double seenMedianMs,
        double seenMaxMs,
        double unseenMedianMs,
        double unseenMaxMs,
        double repeatedWorkMs,
        double uncommittedMs,
        int mostExecutions,
        int wrongResults) {}
