package dev.weft.cli;

import dev.weft.RunOptions;
import dev.weft.model.RunLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that say how a workflow is submitted.
final class SubmitOptions {
    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description =
                    "Id of the run: given twice for the same workflow, it is one run, which is then"
                            + " waited for.")
    @Nullable String id;

    @Option(
            names = "--go-on",
            description =
                    "Go on after a task has failed for good, skipping only what depends on it.")
    boolean goOn;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description =
                    "Execute at most so many tasks of the run at a time, on however many workers.")
    @Nullable Integer parallelism;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            converter = Quantities.DurationConverter.class,
            description =
                    "How long a worker may be silent until its work is given to another (10s).")
    @Nullable Duration lease;

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            converter = Quantities.DurationConverter.class,
            description = "How long what remains of the run is kept after its end (24h).")
    @Nullable Duration retention;

    @Option(
            names = "--at-most",
            paramLabel = "TIME",
            converter = Quantities.DurationConverter.class,
            description = "How long the run may last in all (7d).")
    @Nullable Duration atMost;

    @Option(
            names = "--poison-limit",
            paramLabel = "N",
            description = "How often a task's worker may be lost until the run fails (3).")
    @Nullable Integer poisonLimit;

    RunOptions options() {
        RunOptions options = RunOptions.standard().withGoOn(goOn);
        if (parallelism != null) {
            if (parallelism < 1) {
                throw CommandException.usage("--parallelism must be >= 1, was %d", parallelism);
            }
            options = options.withParallelism(parallelism);
        }
        try {
            return id == null ? options : options.withId(id);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCodes.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    RunLimits limits() {
        RunLimits limits = RunLimits.standard();
        limits = retention == null ? limits : limits.withRetention(retention);
        limits = atMost == null ? limits : limits.withHardEnd(atMost);
        if (poisonLimit != null) {
            if (poisonLimit < 1) {
                throw CommandException.usage("--poison-limit must be >= 1, was %d", poisonLimit);
            }
            limits = limits.withPoisonLimit(poisonLimit);
        }
        if (lease == null) {
            return limits;
        }
        if (lease.compareTo(Duration.ofMillis(100)) < 0) {
            throw CommandException.usage("--lease must be >= 100ms, was %s", lease);
        }
        return limits.withLease(lease);
    }
}
