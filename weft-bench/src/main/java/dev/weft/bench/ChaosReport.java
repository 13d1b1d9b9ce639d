package dev.weft.bench;

import java.util.List;

/// What runs came to while processes died.
///
/// @param kills of workers
/// @param pauses of workers, beyond their lease
/// @param storeRestarts of the store, those that lost its last second included
/// @param cuts of all connections to the store
/// @param clientKills of clients whose run was attached again
/// @param reissues claims that were issued anew
/// @param tasks functions that had to be called
/// @param executions calls of them that began
/// @param repeatedWorkPercent executions beyond one a task
/// @param repeatedEffects effects that an outside resource took more than once from accepted attempts
/// @param wrongResults runs that ended with another result than a sequential evaluation
/// @param failedRuns runs that ended without a result
/// @param stuckRuns runs that did not end in time
/// @param keysLeft keys in the store after the retention
/// @param problems what went wrong, for people
record ChaosReport(
        int runs,
        long seed,
        double seconds,
        int kills,
        int pauses,
        int storeRestarts,
        int cuts,
        int clientKills,
        long reissues,
        long tasks,
        long executions,
        double repeatedWorkPercent,
        int repeatedEffects,
        int wrongResults,
        int failedRuns,
        int stuckRuns,
        int keysLeft,
        List<String> problems) {
    /// Whether nothing is as it must not be.
    boolean isGood() {
        return wrongResults == 0
                && stuckRuns == 0
                && failedRuns == 0
                && repeatedEffects == 0
                && keysLeft == 0
                && executions >= tasks;
    }
}
