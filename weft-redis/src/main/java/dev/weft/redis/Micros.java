package dev.weft.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Durations in microseconds, as scripts count them.
final class Micros {
    /// 142 years: what a script can add to a time without losing a microsecond.
    private static final long MOST = 1L << 52;

    private Micros() {}

    /// Whole microseconds of a duration, at most 142 years.
    static long of(Duration duration) {
        return Math.min(MOST, TimeUnit.MICROSECONDS.convert(duration));
    }

    /// Whole milliseconds of a duration, rounded up.
    static long millisOf(Duration duration) {
        return Math.ceilDiv(of(duration), 1_000);
    }
}
