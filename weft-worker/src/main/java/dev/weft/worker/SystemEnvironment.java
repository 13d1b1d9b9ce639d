package dev.weft.worker;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The real clocks, threads and random numbers. Owns one platform thread, `weft-timer`, from the
/// first scheduled action until [#close].
public final class SystemEnvironment implements WorkerEnvironment {
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Runnable> spinning = ConcurrentHashMap.newKeySet();

    public SystemEnvironment() {
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("weft-timer").daemon(true).factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Override
    public void fork(Runnable body) {
        Thread.ofVirtual().name("weft-task").start(body);
    }

    @Override
    public void forkPlatform(Runnable body) {
        Thread.ofPlatform().name("weft-task-platform").daemon(true).start(body);
    }

    @Override
    public void abandon(Runnable body, Thread thread) {
        if (thread.isVirtual() && thread.getState() == Thread.State.RUNNABLE) {
            spinning.add(body);
            Carriers.replaceOne();
        }
    }

    @Override
    public void ended(Runnable abandoned) {
        if (spinning.remove(abandoned)) {
            Carriers.takeOneBack();
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable action) {
        if (timer.isShutdown()) {
            return () -> {};
        }
        Future<?> future = timer.schedule(action, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    @Override
    public long randomLong() {
        return ThreadLocalRandom.current().nextLong();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
