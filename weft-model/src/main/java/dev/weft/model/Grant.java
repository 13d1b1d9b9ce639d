package dev.weft.model;

/// A claim that a step has issued to its caller: to keep, to invoke somebody for, or held.
///
/// @param skip whether an ancestor failed in a run that goes on: the task is settled as skipped
///     without being executed
/// @param failures failed attempts of the user's function so far
/// @param losses executions that started and whose worker was lost
public record Grant(int task, long k, ClaimMode mode, boolean skip, int failures, int losses) {
    /// The claim that was granted.
    public Claim claim() {
        return new Claim(task, k);
    }
}
