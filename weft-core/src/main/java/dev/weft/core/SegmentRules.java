package dev.weft.core;

import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecord;

/// Decides how far a segment goes: executing a child under its parent's claim costs no step, but a
/// crash repeats the whole segment, and nobody else sees what it has finished.
///
/// @param maxTasks a chain with so many tasks is closed
/// @param maxNanos a segment that has been executing for so long is closed
/// @param fanOuts whether the elements of a fan-out whose width is known only at run time may be executed
///     in one segment with the task that decides it; 1,024 elements at most have one such task
public record SegmentRules(int maxTasks, long maxNanos, boolean fanOuts) {
    private static final SegmentRules STANDARD = new SegmentRules(1_000, 1_000_000_000L);
    private static final long SPLIT_NANOS = 10_000_000;

    /// Rules by which the elements of fan-outs may be executed in one segment.
    public SegmentRules(int maxTasks, long maxNanos) {
        this(maxTasks, maxNanos, true);
    }

    /// At most 1,000 tasks and 1 s.
    public static SegmentRules standard() {
        return STANDARD;
    }

    /// Whether others are to have a part of a fan-out that is executed in one segment: claims for each of
    /// its tasks, and the steps for them, cost as much as some milliseconds of work.
    ///
    /// @param restNanos what is left to do, one after the other
    public boolean splits(long restNanos) {
        return restNanos >= SPLIT_NANOS;
    }

    /// Says which task the worker executes next within the segment.
    ///
    /// A segment goes on only to an only child whose only parent was just executed: any other child
    /// would either wait for others or keep siblings from running at the same time.
    ///
    /// @param finished the task that was executed last
    /// @param options of that task
    /// @param tasks how many the segment has, that one included
    /// @param nanos how long the segment has been executing
    /// @return the child's number; -1 if the segment is to be closed
    public int next(TaskRecord finished, TaskOptions options, int tasks, long nanos) {
        boolean onlyChild = finished.out().size() == 1 && finished.out().inDegrees()[0] == 1;
        boolean repeatable = !options.fenced() && onlyChild && !finished.out().fenced().get(0);
        return repeatable && tasks < maxTasks && nanos < maxNanos
                ? finished.out().children()[0]
                : -1;
    }
}
