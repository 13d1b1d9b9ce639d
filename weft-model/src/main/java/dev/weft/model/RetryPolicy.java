package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.time.Duration;

/// How often and how soon a failed task is tried again.
///
/// @param maxAttempts attempts in total, the first one included; at least 1
/// @param initialDelay wait before the second attempt; zero means at once
/// @param factor by which each further wait grows; at least 1
/// @param maxDelay no wait is longer
/// @param jitter share of each wait that is random, from 0 (none) to 1
public record RetryPolicy(
        int maxAttempts, Duration initialDelay, double factor, Duration maxDelay, double jitter) {
    private static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0);

    public RetryPolicy {
        require(maxAttempts >= 1, "maxAttempts must be >= 1, was %d", maxAttempts);
        require(!initialDelay.isNegative(), "initialDelay must be >= 0, was %s", initialDelay);
        require(factor >= 1, "factor must be >= 1, was %s", factor);
        require(
                maxDelay.compareTo(initialDelay) >= 0,
                "maxDelay must be >= initialDelay (%s), was %s",
                initialDelay,
                maxDelay);
        require(jitter >= 0 && jitter <= 1, "jitter must be in 0..1, was %s", jitter);
    }

    /// One attempt only.
    public static RetryPolicy none() {
        return NONE;
    }

    /// Waits 100 ms, then twice as long each time, at most 30 s, half of each wait random.
    public static RetryPolicy exponential(int maxAttempts) {
        return new RetryPolicy(maxAttempts, Duration.ofMillis(100), 2, Duration.ofSeconds(30), 0.5);
    }

    /// Waits the same time before each further attempt.
    public static RetryPolicy fixed(int maxAttempts, Duration delay) {
        return new RetryPolicy(maxAttempts, delay, 1, delay, 0);
    }

    /// The wait before an attempt; at most 292 years.
    ///
    /// @param attempt the attempt to come, 2 or more
    /// @param random from 0 (inclusive) to 1 (exclusive); decides the jitter
    public Duration delayBefore(int attempt, double random) {
        require(attempt >= 2, "attempt must be >= 2, was %d", attempt);
        require(random >= 0 && random < 1, "random must be in 0..1 (exclusive), was %s", random);
        if (initialDelay.isZero()) {
            return Duration.ZERO; // also where the power below is infinite
        }
        double nanos = nanos(initialDelay) * Math.pow(factor, attempt - 2);
        double bounded = Math.min(nanos, nanos(maxDelay));
        return Duration.ofNanos((long) (bounded * (1 - jitter * random)));
    }

    /// Not `toNanos`, which throws on what is longer than 292 years.
    private static double nanos(Duration duration) {
        return duration.getSeconds() * 1e9 + duration.getNano();
    }
}
