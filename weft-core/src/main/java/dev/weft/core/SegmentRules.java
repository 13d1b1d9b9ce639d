package dev.weft.core;

import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecord;

/// Decides how far a segment goes: executing a child under its parent's claim costs no step, but a
/// crash repeats the whole segment, and nobody else sees what it has finished.
///
/// @param maxTasks a segment with so many tasks is closed
/// @param maxNanos a segment that has been executing for so long is closed
public record SegmentRules(int maxTasks, long maxNanos) {
    private static final SegmentRules STANDARD = new SegmentRules(1_000, 1_000_000_000L);

    /// At most 1,000 tasks and 1 s.
    public static SegmentRules standard() {
        return STANDARD;
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
