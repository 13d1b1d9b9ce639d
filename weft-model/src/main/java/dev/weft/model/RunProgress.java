package dev.weft.model;

import java.util.BitSet;

/// How far the tasks of a run are. The bit sets are not copied: whoever receives them only reads.
///
/// @param settled tasks with an outcome; all of them once the run is done
/// @param failed those of them that failed for good or were skipped
/// @param started tasks that a worker holds: the first one of each segment
/// @param failures failed attempts of tasks that are not settled
public record RunProgress(BitSet settled, BitSet failed, BitSet started, long failures) {}
