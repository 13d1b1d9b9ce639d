package dev.weft.gateway;

import static dev.weft.model.Checks.require;

import java.time.Duration;

/// How many worker processes there are.
///
/// @param min as many are kept, from the beginning
/// @param max as many are started while there is work for them
/// @param keepAlive how long one beyond the minimum is kept with nothing to do
/// @param startAtMost how long a process may take until it listens
/// @param endAtMost how long a process that was asked to end may take
public record PoolSettings(
        int min, int max, Duration keepAlive, Duration startAtMost, Duration endAtMost) {
    public PoolSettings {
        require(min >= 0, "min must be >= 0, was %d", min);
        require(max >= 1 && max >= min, "max must be >= 1 and >= min, was %d", max);
        require(!keepAlive.isNegative(), "keepAlive must be >= 0, was %s", keepAlive);
        require(startAtMost.isPositive(), "startAtMost must be > 0, was %s", startAtMost);
        require(!endAtMost.isNegative(), "endAtMost must be >= 0, was %s", endAtMost);
    }

    /// Always so many; each may take 30 s to start and 3 s to end.
    public static PoolSettings fixed(int workers) {
        return elastic(workers, workers, Duration.ofMinutes(1));
    }

    /// From `min` to `max` of them; each may take 30 s to start and 3 s to end.
    public static PoolSettings elastic(int min, int max, Duration keepAlive) {
        return new PoolSettings(min, max, keepAlive, Duration.ofSeconds(30), Duration.ofSeconds(3));
    }

    public PoolSettings withStartAtMost(Duration startAtMost) {
        return new PoolSettings(min, max, keepAlive, startAtMost, endAtMost);
    }

    public PoolSettings withEndAtMost(Duration endAtMost) {
        return new PoolSettings(min, max, keepAlive, startAtMost, endAtMost);
    }
}
