package dev.weft.remote;

import dev.weft.spi.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Takes a step of a store again with the same arguments while there is no answer.
final class Insistence {
    private static final long FIRST_WAIT_NANOS = 5_000_000;
    private static final long LONGEST_WAIT_NANOS = 500_000_000;

    private Insistence() {}

    /// @throws StoreUnavailableException if there was no answer within that time
    static <A> A take(Supplier<A> step, Duration atMost) {
        long begun = System.nanoTime();
        long wait = FIRST_WAIT_NANOS;
        while (true) {
            try {
                return step.get();
            } catch (StoreUnavailableException e) {
                boolean late = System.nanoTime() - begun >= atMost.toNanos();
                if (late || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(wait);
                wait = Math.min(wait * 2, LONGEST_WAIT_NANOS);
            }
        }
    }
}
