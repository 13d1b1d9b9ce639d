package dev.weft.worker;

import dev.weft.core.FanOut;
import dev.weft.core.HoldRules;
import dev.weft.core.KeepRules;
import dev.weft.core.SegmentRules;
import dev.weft.model.WorkerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a worker works.
///
/// @param tasksAtOnce most tasks that are being executed at one time, waiting ones included
/// @param captureOutput whether what tasks print is kept with their errors
/// @param echoOutput whether what is captured is printed as well
/// @param grace how long an interrupted task may take before it is abandoned
/// @param inlineValueBytes largest value that travels inside a step
/// @param application finds the application's classes
/// @param fanOuts how fan-outs are divided
/// @param interceptor stands between the worker and the functions that it calls; `null` for none
public record WorkerSettings(
        WorkerId id,
        int tasksAtOnce,
        boolean captureOutput,
        boolean echoOutput,
        Duration grace,
        int inlineValueBytes,
        ClassLoader application,
        SegmentRules segments,
        HoldRules holds,
        KeepRules keeps,
        FanOut.Sizes fanOuts,
        @Nullable TaskInterceptor interceptor) {
    /// Settings without an interceptor, with fan-outs divided as usual.
    public WorkerSettings(
            WorkerId id,
            int tasksAtOnce,
            boolean captureOutput,
            boolean echoOutput,
            Duration grace,
            int inlineValueBytes,
            ClassLoader application,
            SegmentRules segments,
            HoldRules holds,
            KeepRules keeps) {
        this(
                id,
                tasksAtOnce,
                captureOutput,
                echoOutput,
                grace,
                inlineValueBytes,
                application,
                segments,
                holds,
                keeps,
                FanOut.Sizes.STANDARD,
                null);
    }
}
