package dev.weft;

import static dev.weft.model.Checks.require;

import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the author of a workflow says of one task. Only what is set counts: `null` leaves the choice
/// to the annotations of the task's function, and to [TaskOptions#standard] where there are none.
///
/// @param name for people
/// @param retry attempts of the function; lost workers are another matter
/// @param timeout of one attempt; positive
/// @param memoryMiB least memory of the task's worker in MiB; 0 means no wish
/// @param cpus least number of cores of the task's worker; 0 means no wish
/// @param deterministic whether equal inputs give equal results
/// @param outsideEffects whether the function changes something outside of the run: then its
///     attempts are fenced, see [TaskContext#fencingToken]
public record Options(
        @Nullable String name,
        @Nullable RetryPolicy retry,
        @Nullable Duration timeout,
        @Nullable Integer memoryMiB,
        @Nullable Double cpus,
        @Nullable Boolean deterministic,
        @Nullable Boolean outsideEffects) {
    private static final Options NONE = new Options(null, null, null, null, null, null, null);

    /// Checks what is set.
    ///
    /// @throws IllegalArgumentException naming the option, the rule and what was found
    public Options {
        if (timeout != null) {
            require(timeout.isPositive(), "timeout must be > 0, was %s", timeout);
        }
        if (memoryMiB != null) {
            require(memoryMiB >= 0, "memoryMiB must be >= 0, was %d", memoryMiB);
        }
        if (cpus != null) {
            require(cpus >= 0, "cpus must be >= 0, was %s", cpus);
        }
    }

    /// Nothing set.
    public static Options none() {
        return NONE;
    }

    /// With this name.
    public Options withName(String name) {
        return new Options(name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    /// With this retry policy.
    public Options withRetry(RetryPolicy retry) {
        return new Options(name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    /// With this bound on the time of each attempt.
    public Options withTimeout(Duration timeout) {
        return new Options(name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    /// With at least this memory, in MiB.
    public Options withMemoryMiB(int memoryMiB) {
        return new Options(name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    /// With at least this number of cores.
    public Options withCpus(double cpus) {
        return new Options(name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    /// Saying whether equal inputs give equal results.
    public Options withDeterministic(boolean deterministic) {
        return new Options(name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    /// Saying whether the function changes something outside of the run.
    public Options withOutsideEffects(boolean outsideEffects) {
        return new Options(name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    /// These options, and where they set nothing, those of `below`.
    Options over(Options below) {
        return new Options(
                name == null ? below.name : name,
                retry == null ? below.retry : retry,
                timeout == null ? below.timeout : timeout,
                memoryMiB == null ? below.memoryMiB : memoryMiB,
                cpus == null ? below.cpus : cpus,
                deterministic == null ? below.deterministic : deterministic,
                outsideEffects == null ? below.outsideEffects : outsideEffects);
    }

    /// The options of the function, replaced where these set something.
    TaskOptions over(TaskOptions below) {
        return new TaskOptions(
                name == null ? below.name() : name,
                retry == null ? below.retry() : retry,
                timeout == null ? below.timeout() : timeout,
                memoryMiB == null ? below.memoryMiB() : memoryMiB,
                cpus == null ? below.cpus() : cpus,
                deterministic == null ? below.deterministic() : deterministic,
                outsideEffects == null ? below.outsideEffects() : outsideEffects);
    }
}
