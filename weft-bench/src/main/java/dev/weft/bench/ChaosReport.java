package dev.weft.bench;

import java.util.List;

/// What runs came to while processes died.
///
/// @param runs that were made: as many as were asked for, and more until each kind of fault had happened
/// @param kills of workers
/// @param pauses of workers, beyond their lease
/// @param storeRestarts of the store after it was killed
/// @param storeLosses of the store's last second, when it was killed
/// @param cuts of all connections to the store
/// @param clientKills of clients
/// @param attached runs of killed clients that another client waited for
/// @param reissues claims that were issued anew
/// @param tasks functions that had to be called
/// @param executions calls of them that began
/// @param repeatedWorkPercent executions beyond one a task
/// @param unexecutedTasks functions that were not called
/// @param repeatedOutcomes outcomes of tasks beyond one a task
/// @param repeatedEffects outside resources on which not exactly one effect of an accepted attempt was
///     seen, and none of an attempt that was given up before it
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
        int storeLosses,
        int cuts,
        int clientKills,
        int attached,
        long reissues,
        long tasks,
        long executions,
        double repeatedWorkPercent,
        long unexecutedTasks,
        long repeatedOutcomes,
        int repeatedEffects,
        int wrongResults,
        int failedRuns,
        int stuckRuns,
        int keysLeft,
        List<String> problems) {
    static ChaosReport of(
            ChaosTally tally, Faults faults, long seed, double seconds, int keysLeft) {
        return new ChaosReport(
                tally.runs.get(),
                seed,
                Bench.round(seconds),
                faults.count(Faults.Kind.WORKER_KILLED),
                faults.count(Faults.Kind.WORKER_PAUSED),
                faults.count(Faults.Kind.STORE_RESTARTED),
                faults.count(Faults.Kind.STORE_LOSES_LAST_SECOND),
                faults.count(Faults.Kind.STORE_CUT_OFF),
                tally.clientKills.get(),
                tally.attached.get(),
                tally.reissues.get(),
                tally.tasks.get(),
                tally.executions.get(),
                tally.repeatedWorkPercent(),
                tally.unexecuted.get(),
                tally.repeatedOutcomes.get(),
                tally.repeatedEffects.get(),
                tally.wrong.get(),
                tally.failed.get(),
                tally.stuck.get(),
                keysLeft,
                tally.problems());
    }

    /// Whether nothing is as it must not be.
    boolean isGood() {
        return wrongResults == 0
                && stuckRuns == 0
                && failedRuns == 0
                && unexecutedTasks == 0
                && repeatedOutcomes == 0
                && repeatedEffects == 0
                && keysLeft == 0;
    }
}
