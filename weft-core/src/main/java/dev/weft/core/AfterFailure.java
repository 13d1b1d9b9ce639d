package dev.weft.core;

import dev.weft.model.ErrorCode;
import dev.weft.model.RetryPolicy;
import java.time.Duration;

/// What a worker does when an attempt has failed.
public sealed interface AfterFailure {
    /// Try again here, under the same claim.
    record RetryHere(Duration delay) implements AfterFailure {}

    /// Report it with the time of the next attempt, which anybody may make.
    record RetryLater(Duration delay) implements AfterFailure {}

    /// Report it as final.
    record GiveUp() implements AfterFailure {}

    /// Decides. A wait longer than a third of the lease is not slept through under a claim.
    ///
    /// @param failures attempts that have failed, this one included
    /// @param random from 0 (inclusive) to 1 (exclusive), for the jitter
    static AfterFailure decide(
            ErrorCode code, int failures, RetryPolicy policy, Duration lease, double random) {
        if (!code.retryable() || failures >= policy.maxAttempts()) {
            return new GiveUp();
        }
        Duration delay = policy.delayBefore(failures + 1, random);
        return delay.compareTo(lease.dividedBy(3)) <= 0
                ? new RetryHere(delay)
                : new RetryLater(delay);
    }
}
