package dev.weft.worker;

/// The one seam through which a worker forks, waits, reads clocks and draws random numbers, so that
/// tests can put virtual time and a seed in their place.
///
/// Safe for many threads.
public interface WorkerEnvironment extends AutoCloseable {
    /// Monotonic time for measuring, in nanoseconds.
    long nanoTime();

    /// Time of day in microseconds since 1970.
    long epochMicros();

    /// Runs user code and what surrounds it, on a virtual thread.
    void fork(Runnable body);

    /// Runs the same on a platform thread: used while abandoned tasks occupy the carriers of the
    /// virtual ones.
    void forkPlatform(Runnable body);

    /// Runs a short action of the engine later, on a platform thread.
    Timer schedule(long delayNanos, Runnable action);

    /// Waits in the calling thread, at most so long.
    void pause(long nanos);

    /// Any 64 bits.
    long randomLong();

    @Override
    void close();

    /// A scheduled action.
    @FunctionalInterface
    interface Timer {
        /// Prevents the action if it has not begun.
        void cancel();
    }
}
