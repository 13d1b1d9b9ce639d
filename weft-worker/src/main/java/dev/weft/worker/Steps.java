package dev.weft.worker;

import dev.weft.spi.StoreUnavailableException;
import java.time.Duration;
import java.util.function.Supplier;

/// Takes a step of the store, and takes it again with the same arguments while there is no answer.
final class Steps {
    private static final long FIRST_WAIT_NANOS = 1_000_000;
    private static final long LONGEST_WAIT_NANOS = 500_000_000;

    private Steps() {}

    /// @throws StoreUnavailableException if there was no answer for as long as a lease: then others
    ///     have the claims, if the store is there for them
    static <A> A take(RunExecution run, WorkerEnvironment environment, Supplier<A> step) {
        return take(run.counters(), run.limits().lease(), environment, step);
    }

    /// Like the above for a run whose execution has not begun.
    static <A> A take(
            RunCounters counters, Duration lease, WorkerEnvironment environment, Supplier<A> step) {
        long giveUp = 0;
        long wait = FIRST_WAIT_NANOS;
        while (true) {
            counters.step();
            try {
                return step.get();
            } catch (StoreUnavailableException e) {
                long now = environment.nanoTime();
                if (giveUp == 0) {
                    giveUp = now + lease.toNanos();
                } else if (now - giveUp >= 0) {
                    throw e;
                }
                environment.pause(wait);
                wait = Math.min(wait * 2, LONGEST_WAIT_NANOS);
            }
        }
    }
}
