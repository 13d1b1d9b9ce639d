package dev.weft.testkit;

import static dev.weft.model.Checks.require;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes only when a test says so. A store under test takes its time from here.
///
/// Safe for many threads.
public final class VirtualClock implements InstantSource {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong micros =
            new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, BEGINNING));

    /// A clock that stands at the beginning of 2026.
    public VirtualClock() {}

    /// Microseconds since 1970.
    public long micros() {
        return micros.get();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(micros(), ChronoUnit.MICROS);
    }

    /// Lets time pass.
    ///
    /// @param by at least 0; parts of a microsecond are dropped
    public void advance(Duration by) {
        require(!by.isNegative(), "by must be >= 0, was %s", by);
        micros.addAndGet(TimeUnit.MICROSECONDS.convert(by));
    }

    /// Lets time pass until a moment; does nothing if that has passed.
    public void advanceTo(long atMicros) {
        micros.accumulateAndGet(atMicros, Math::max);
    }
}
