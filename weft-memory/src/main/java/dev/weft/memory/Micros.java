package dev.weft.memory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Times in microseconds, as the store counts them.
final class Micros {
    private Micros() {}

    /// The system's time since 1970, read once and carried on by the monotonic clock: it never goes
    /// back, so that a correction of the system's clock does not extend or end leases.
    static LongSupplier systemClock() {
        long start = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        long zero = System.nanoTime();
        return () -> start + (System.nanoTime() - zero) / 1_000;
    }

    /// Whole microseconds of a duration; the longest there is if they do not fit.
    static long of(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration);
    }

    /// The sum of a time and a duration, both at least 0, or the latest time there is.
    static long after(long micros, long duration) {
        long sum = micros + duration;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
