package dev.weft.model;

import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// How far the tasks of a run are. The bit sets are not copied: whoever receives them only reads.
///
/// @param settled tasks with an outcome; all of them once the run is done
/// @param failed those of them that failed for good or were skipped
/// @param started tasks that a worker holds: the first one of each segment
/// @param failures failed attempts of tasks that are not settled
/// @param retries by task: attempts that failed and were followed by another, or will be. A worker
///     that tries again by itself tells of it when the task is committed or fails.
/// @param growths numbers that were given beyond those of the run's graph, by their first tasks
public record RunProgress(
        BitSet settled,
        BitSet failed,
        BitSet started,
        long failures,
        Map<Integer, Integer> retries,
        List<Growth> growths) {
    public RunProgress {
        retries = Map.copyOf(retries);
        growths = List.copyOf(growths);
    }

    /// Of a run that has the tasks of its graph alone.
    public RunProgress(
            BitSet settled,
            BitSet failed,
            BitSet started,
            long failures,
            Map<Integer, Integer> retries) {
        this(settled, failed, started, failures, retries, List.of());
    }

    /// Of a run in which nothing was tried again.
    public RunProgress(BitSet settled, BitSet failed, BitSet started, long failures) {
        this(settled, failed, started, failures, Map.of());
    }
}
