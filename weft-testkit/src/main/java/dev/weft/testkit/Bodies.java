package dev.weft.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The threads that a [VirtualEnvironment] has forked and that somebody waits for. Safe for many
/// threads.
final class Bodies {
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long LOOK_NANOS = 200_000;

    private final Map<Thread, Body> running = new HashMap<>();

    /// What one thread does.
    private static final class Body {
        private boolean sleeps;

        /// Whether it went on running for so long that it is not waited for again.
        private boolean spins;

        private boolean spinsThoughInterrupted;
    }

    synchronized void add(Thread thread) {
        running.put(thread, new Body());
    }

    synchronized void remove(Thread thread) {
        running.remove(thread);
    }

    /// A thread begins or ends to let time pass.
    synchronized void sleeps(Thread thread, boolean sleeps) {
        Body body = running.get(thread);
        if (body != null) {
            body.sleeps = sleeps;
        }
    }

    synchronized boolean noneRuns() {
        for (Body body : running.values()) {
            if (!body.sleeps) {
                return false;
            }
        }
        return true;
    }

    /// Waits until all threads have blocked or ended. A thread that runs for a second meanwhile is not
    /// waited for again, but once more after it was interrupted.
    void settle() {
        if (isEmpty()) {
            return;
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (int still = 0; still < 2; still = isSettled() ? still + 1 : 0) {
            if (System.nanoTime() - end >= 0) {
                giveUp();
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private synchronized boolean isEmpty() {
        return running.isEmpty();
    }

    private synchronized boolean isSettled() {
        for (Map.Entry<Thread, Body> entry : running.entrySet()) {
            if (moves(entry.getKey(), entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    private synchronized void giveUp() {
        running.forEach((thread, body) -> {
            if (moves(thread, body)) {
                body.spins = true;
                body.spinsThoughInterrupted = thread.isInterrupted();
            }
        });
    }

    private static boolean moves(Thread thread, Body body) {
        boolean interrupted = thread.isInterrupted();
        if (interrupted ? body.spinsThoughInterrupted : body.spins) {
            return false;
        }
        return switch (thread.getState()) {
            case NEW, RUNNABLE -> true;
            case BLOCKED, WAITING, TIMED_WAITING -> interrupted;
            case TERMINATED -> false;
        };
    }

    @Override
    public synchronized String toString() {
        long sleeping = running.values().stream().filter(body -> body.sleeps).count();
        return "%d tasks run, %d sleep".formatted(running.size() - sleeping, sleeping);
    }
}
