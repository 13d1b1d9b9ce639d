package dev.weft.spi;

import static dev.weft.model.Checks.require;

import dev.weft.model.RunLimits;
import java.time.Duration;

/// How an engine in this process works.
///
/// @param tasksAtOnce most tasks that are being executed at one time, waiting ones included
/// @param captureOutput whether what tasks print is kept with their errors (it replaces
///     `System.out` and `System.err` of the process while the engine lives)
/// @param echoOutput whether what is captured is printed as well
/// @param grace how long an interrupted task may take before it is abandoned
/// @param inlineValueBytes largest value that travels inside a step, where the store does not keep
///     references
/// @param limits of its runs
/// @param application finds the application's classes
public record EngineSettings(
        int tasksAtOnce,
        boolean captureOutput,
        boolean echoOutput,
        Duration grace,
        int inlineValueBytes,
        RunLimits limits,
        ClassLoader application) {
    public EngineSettings {
        require(tasksAtOnce >= 1, "tasksAtOnce must be >= 1, was %d", tasksAtOnce);
        require(!grace.isNegative(), "grace must be >= 0, was %s", grace);
        require(inlineValueBytes >= 0, "inlineValueBytes must be >= 0, was %d", inlineValueBytes);
    }

    /// 10,000 tasks at once, output not captured, 2 s of grace, values up to 32 KiB inline, the
    /// standard limits, classes as the caller's thread finds them.
    public static EngineSettings standard() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return new EngineSettings(
                10_000,
                false,
                true,
                Duration.ofSeconds(2),
                32 * 1024,
                RunLimits.standard(),
                context == null ? ClassLoader.getSystemClassLoader() : context);
    }

    public EngineSettings withTasksAtOnce(int tasksAtOnce) {
        return new EngineSettings(
                tasksAtOnce,
                captureOutput,
                echoOutput,
                grace,
                inlineValueBytes,
                limits,
                application);
    }

    public EngineSettings withCaptureOutput(boolean captureOutput, boolean echoOutput) {
        return new EngineSettings(
                tasksAtOnce,
                captureOutput,
                echoOutput,
                grace,
                inlineValueBytes,
                limits,
                application);
    }

    public EngineSettings withGrace(Duration grace) {
        return new EngineSettings(
                tasksAtOnce,
                captureOutput,
                echoOutput,
                grace,
                inlineValueBytes,
                limits,
                application);
    }

    public EngineSettings withLimits(RunLimits limits) {
        return new EngineSettings(
                tasksAtOnce,
                captureOutput,
                echoOutput,
                grace,
                inlineValueBytes,
                limits,
                application);
    }

    public EngineSettings withApplication(ClassLoader application) {
        return new EngineSettings(
                tasksAtOnce,
                captureOutput,
                echoOutput,
                grace,
                inlineValueBytes,
                limits,
                application);
    }
}
