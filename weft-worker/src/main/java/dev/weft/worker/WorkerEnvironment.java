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

    /// Runs the engine's own code on a platform thread: used where tasks may occupy the carriers of all
    /// virtual ones.
    void forkPlatform(Runnable body);

    /// A body that was forked is given up: it may go on for ever, and nobody waits for it.
    ///
    /// @param thread that runs it
    default void abandon(Runnable body, Thread thread) {}

    /// A body that was given up has come to its end all the same.
    default void ended(Runnable abandoned) {}

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
