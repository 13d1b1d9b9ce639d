package dev.weft.worker;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Interrupts attempts that take too long, and gives up those that do not react. Looks when the
/// earliest known deadline has come, on the engine's platform thread. Safe for many threads.
final class Watchdog {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final long NEVER = Long.MAX_VALUE;

    private final Worker worker;
    private final WorkerEnvironment environment;
    private final long graceNanos;
    private volatile long nextLook = NEVER;
    private WorkerEnvironment.@Nullable Timer timer;

    Watchdog(Worker worker, WorkerEnvironment environment, long graceNanos) {
        this.worker = worker;
        this.environment = environment;
        this.graceNanos = graceNanos;
    }

    /// An attempt has begun.
    void watch(Attempt attempt) {
        if (attempt.deadlineNanos() < nextLook) {
            lookAt(attempt.deadlineNanos());
        }
    }

    /// Interrupts those attempts of a run whose segment is meant.
    void interrupt(RunExecution run, Predicate<Segment> which, Attempt.Interruption why) {
        long now = environment.nanoTime();
        boolean any = false;
        for (Runner runner : worker.runners().alive()) {
            Attempt attempt = runner.attempt();
            if (attempt != null
                    && attempt.segment().run() == run
                    && which.test(attempt.segment())) {
                attempt.interrupt(why, now);
                any = true;
            }
        }
        if (any) {
            lookAt(now + graceNanos);
        }
    }

    private synchronized void lookAt(long nanos) {
        if (nanos >= nextLook) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        nextLook = nanos;
        timer = environment.schedule(Math.max(0, nanos - environment.nanoTime()), this::look);
    }

    private void look() {
        synchronized (this) {
            nextLook = NEVER;
            timer = null;
        }
        long now = environment.nanoTime();
        long next = NEVER;
        for (Runner runner : worker.runners().alive()) {
            Attempt attempt = runner.attempt();
            if (attempt != null) {
                next = Math.min(next, lookSafely(runner, attempt, now));
            }
        }
        if (next != NEVER) {
            lookAt(next);
        }
    }

    private long lookSafely(Runner runner, Attempt attempt, long now) {
        try {
            return look(runner, attempt, now);
        } catch (RuntimeException | Error e) { // or nobody would look after the other attempts
            log.error("attempt at task {} cannot be given up", attempt.task(), e);
            return NEVER;
        }
    }

    /// @return when to look at the attempt again
    private long look(Runner runner, Attempt attempt, long now) {
        if (attempt.overdue(now, graceNanos)) {
            if (attempt.abandon()) {
                worker.abandoned(runner, attempt);
            }
            return NEVER;
        }
        if (attempt.interruption() != null) {
            return attempt.interruptedNanos() + graceNanos;
        }
        if (now - attempt.deadlineNanos() >= 0) {
            attempt.interrupt(Attempt.Interruption.TIMED_OUT, now);
            return now + graceNanos;
        }
        return attempt.deadlineNanos();
    }

    synchronized void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
