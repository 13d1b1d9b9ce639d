package dev.weft.gateway;

import java.time.Duration;

/// How long to wait before another worker process is started in the place of one that ended by itself.
/// One that never listened will most likely fail again, and is waited for longer and longer; one that
/// worked is replaced at once, and with short pauses if that happens often. Not safe for several
/// threads.
final class RestartPauses {
    private static final long FIRST_EARLY_NANOS = Duration.ofMillis(100).toNanos();
    private static final long MAX_EARLY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long FIRST_LATE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long MAX_LATE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

    private int earlyInRow;
    private long latePauseNanos;
    private long lastLateNanos;
    private long notBeforeNanos;

    RestartPauses(long nowNanos) {
        notBeforeNanos = nowNanos;
        lastLateNanos = nowNanos - QUIET_NANOS;
    }

    /// A process ended, or could not be started, before it listened.
    void endedEarly(long nowNanos) {
        earlyInRow++;
        long pause = FIRST_EARLY_NANOS << Math.min(10, earlyInRow - 1);
        notBeforeNanos = nowNanos + Math.min(MAX_EARLY_NANOS, pause);
    }

    /// A process ended that had listened.
    void endedLate(long nowNanos) {
        boolean seldom = nowNanos - lastLateNanos >= QUIET_NANOS;
        latePauseNanos =
                seldom ? 0 : Math.clamp(latePauseNanos * 2, FIRST_LATE_NANOS, MAX_LATE_NANOS);
        lastLateNanos = nowNanos;
        notBeforeNanos = nowNanos + latePauseNanos;
    }

    /// A process listens.
    void listens() {
        earlyInRow = 0;
    }

    /// Processes that ended before they listened, since the last one that did.
    int earlyInRow() {
        return earlyInRow;
    }

    /// How long to wait before the next one is started.
    long nanosLeft(long nowNanos) {
        return Math.max(0, notBeforeNanos - nowNanos);
    }
}
