package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.time.Duration;

/// What a task's author says of it beyond its function and inputs.
///
/// @param name for people; empty means the function's own name
/// @param retry attempts of the user's function; lost workers are another matter
/// @param timeout of one attempt; positive
/// @param memoryMiB least memory of its worker in MiB; 0 means no wish
/// @param cpus least number of cores of its worker; 0 means no wish
/// @param deterministic whether equal inputs give equal outputs
/// @param outsideEffects whether it changes something outside of the run: then attempts are fenced
public record TaskOptions(
        String name,
        RetryPolicy retry,
        Duration timeout,
        int memoryMiB,
        double cpus,
        boolean deterministic,
        boolean outsideEffects) {
    private static final TaskOptions STANDARD =
            new TaskOptions("", RetryPolicy.none(), Duration.ofHours(1), 0, 0, true, false);

    public TaskOptions {
        require(timeout.isPositive(), "timeout must be > 0, was %s", timeout);
        require(memoryMiB >= 0, "memoryMiB must be >= 0, was %d", memoryMiB);
        require(cpus >= 0, "cpus must be >= 0, was %s", cpus);
    }

    /// No name, one attempt, an hour at most, deterministic, no outside effects.
    public static TaskOptions standard() {
        return STANDARD;
    }

    /// Whether a lost attempt must not commit any more once another one was issued.
    public boolean fenced() {
        return outsideEffects || !deterministic;
    }

    public TaskOptions withName(String name) {
        return new TaskOptions(
                name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    public TaskOptions withRetry(RetryPolicy retry) {
        return new TaskOptions(
                name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    public TaskOptions withTimeout(Duration timeout) {
        return new TaskOptions(
                name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    public TaskOptions withMemoryMiB(int memoryMiB) {
        return new TaskOptions(
                name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    public TaskOptions withCpus(double cpus) {
        return new TaskOptions(
                name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    public TaskOptions withDeterministic(boolean deterministic) {
        return new TaskOptions(
                name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }

    public TaskOptions withOutsideEffects(boolean outsideEffects) {
        return new TaskOptions(
                name, retry, timeout, memoryMiB, cpus, deterministic, outsideEffects);
    }
}
