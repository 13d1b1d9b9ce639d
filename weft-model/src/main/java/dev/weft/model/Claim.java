package dev.weft.model;

/// The numbered right to try a task: `k` only grows, also over a store that lost its last second.
///
/// @param task the task's number in its [Dag]
public record Claim(int task, long k) {
    @Override
    public String toString() {
        return task + "#" + k;
    }
}
