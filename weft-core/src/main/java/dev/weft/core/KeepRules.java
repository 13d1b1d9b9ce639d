package dev.weft.core;

/// Decides how many of the children that become ready a worker keeps; the others are invoked.
///
/// @param peers whether there are other workers that could take them
/// @param tasksAtOnce most tasks that this worker executes at one time
public record KeepRules(boolean peers, int tasksAtOnce) {
    /// Alone, a worker keeps all; with peers as many as it has room for, at least the one that it
    /// goes on with.
    ///
    /// @param waiting tasks that wait here for their turn
    /// @param executing tasks that are being executed here, the one that commits not counted
    public int keep(int waiting, int executing) {
        if (!peers) {
            return Integer.MAX_VALUE;
        }
        return Math.max(1, tasksAtOnce - waiting - executing);
    }
}
