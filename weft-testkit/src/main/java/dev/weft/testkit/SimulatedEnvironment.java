package dev.weft.testkit;

import dev.weft.worker.WorkerEnvironment;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What a worker in a simulated process sees of the world: virtual time, threads of which one runs at a
/// time, random numbers from the seed.
final class SimulatedEnvironment implements WorkerEnvironment {
    private final SimulatedProcess process;
    private final VirtualClock clock;
    private final SplittableRandom random;
    private final long skewMicros;

    /// @param skewMicros by how much the process's time of day is ahead of the store's
    SimulatedEnvironment(
            SimulatedProcess process,
            VirtualClock clock,
            SplittableRandom random,
            long skewMicros) {
        this.process = process;
        this.clock = clock;
        this.random = random;
        this.skewMicros = skewMicros;
    }

    @Override
    public long nanoTime() {
        return clock.micros() * 1_000;
    }

    @Override
    public long epochMicros() {
        return clock.micros() + skewMicros;
    }

    @Override
    public void fork(Runnable body) {
        process.fork(body);
    }

    @Override
    public void forkPlatform(Runnable body) {
        process.fork(body);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable action) {
        Interleaving.@Nullable Due timer = process.schedule(micros(delayNanos), action);
        return timer == null ? () -> {} : () -> process.cancel(timer);
    }

    /// Rounded up: what is due at a nanosecond must not look early to whoever compares.
    private static long micros(long nanos) {
        return Math.max(0, nanos / 1_000 + (nanos % 1_000 > 0 ? 1 : 0));
    }

    @Override
    public void pause(long nanos) {
        process.sleep(micros(nanos));
    }

    @Override
    public long randomLong() {
        return random.nextLong();
    }

    /// Nothing to be let go of: threads and timers end with the process.
    @Override
    public void close() {}
}
