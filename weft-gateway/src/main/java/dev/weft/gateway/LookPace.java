package dev.weft.gateway;

import java.time.Duration;

/// How often a run is looked at. Not safe for several threads.
///
/// The store takes no claim from a worker after a silence of two thirds of a lease, in which the worker
/// may not have reached it either. Whoever looks every third of a lease keeps it from being silent.
final class LookPace {
    static final long MIN_PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final long leaseNanos;
    private final long mostNanos;
    private long lookedNanos;
    private long deadlineNanos;

    LookPace(Duration lease) {
        leaseNanos = lease.toNanos();
        mostNanos = Math.clamp(leaseNanos / 3, MIN_PAUSE_NANOS, MAX_PAUSE_NANOS);
    }

    /// How long to wait after a look.
    ///
    /// @param nowNanos time of the look
    /// @param untilDeadlineMicros until the next deadline passes, by the clock here; the store's may be
    ///     another one
    /// @param reissued whether the look found something to do
    long pauseNanos(long nowNanos, long untilDeadlineMicros, boolean reissued) {
        lookedNanos = nowNanos;
        deadlineNanos = nowNanos + Math.min(2 * leaseNanos / 1_000, untilDeadlineMicros) * 1_000;
        if (untilDeadlineMicros > 0) {
            long nanos = Math.min(mostNanos / 1_000, untilDeadlineMicros) * 1_000;
            return Math.max(MIN_PAUSE_NANOS, nanos);
        }
        return reissued ? MIN_PAUSE_NANOS : Math.max(MIN_PAUSE_NANOS, mostNanos / 4);
    }

    /// Whether something was due within a lease (and a little) of that moment and has not been dealt with,
    /// nor looked at for long enough.
    boolean isUnfinished(long beganNanos) {
        return deadlineNanos - (beganNanos + leaseNanos * 5 / 4) <= 0
                && lookedNanos - (beganNanos + leaseNanos * 3 / 2) < 0;
    }
}
