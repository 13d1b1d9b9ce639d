package dev.weft.testkit;

import static dev.weft.model.Checks.require;

import dev.weft.worker.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Runs a worker on virtual time. Its tasks run on real threads, but the clock stands while one of
/// them runs. When none does and work is left, time passes at once up to the next thing that was
/// scheduled: a back-off of an hour takes no time. When no work is left it stands still.
///
/// While a task blocks, time passes only by [#advance] (or while the task itself is in [#sleep]).
///
/// Safe for many threads. Has one platform thread from the beginning until [#close].
public final class VirtualEnvironment implements WorkerEnvironment {
    private static final Comparator<Scheduled> EARLIEST =
            Comparator.comparingLong((Scheduled s) -> s.atMicros).thenComparingLong(s -> s.number);

    private final VirtualClock clock;
    private final BooleanSupplier workLeft;
    private final SplittableRandom random;
    private final Bodies bodies = new Bodies();
    private final PriorityQueue<Scheduled> scheduled = new PriorityQueue<>(EARLIEST);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition reached = lock.newCondition();
    private final List<Sleeper> sleepers = new ArrayList<>();
    private long target = Long.MIN_VALUE;
    private long numbers;
    private int holds;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /// @param clock that the store of the worker has too
    /// @param seed of its random numbers
    /// @param workLeft whether anything is still to be done; asked while nothing runs. An engine
    ///     without work has timers too, for which time need not pass.
    public VirtualEnvironment(VirtualClock clock, long seed, BooleanSupplier workLeft) {
        this.clock = clock;
        this.workLeft = workLeft;
        this.random = new SplittableRandom(seed);
        Thread.ofPlatform().name("weft-virtual-time").daemon(true).start(this::letTimePass);
    }

    /// An action for later; or, without one, the end of a sleep.
    private static final class Scheduled {
        private final long atMicros;
        private final long number;
        private final Runnable action;

        Scheduled(long atMicros, long number, Runnable action) {
            this.atMicros = atMicros;
            this.number = number;
            this.action = action;
        }
    }

    /// A thread that lets time pass. It counts as running again as soon as it is to wake up.
    private static final class Sleeper {
        private final Thread thread;
        private boolean awake;

        Sleeper(Thread thread) {
            this.thread = thread;
        }
    }

    @Override
    public long nanoTime() {
        return TimeUnit.MICROSECONDS.toNanos(clock.micros());
    }

    @Override
    public long epochMicros() {
        return clock.micros();
    }

    @Override
    public void fork(Runnable body) {
        start(Thread.ofVirtual().name("weft-task").unstarted(() -> run(body)));
    }

    @Override
    public void forkPlatform(Runnable body) {
        Thread thread =
                Thread.ofPlatform()
                        .name("weft-task-platform")
                        .daemon(true)
                        .unstarted(() -> run(body));
        start(thread);
    }

    private void start(Thread thread) {
        bodies.add(thread);
        thread.start();
    }

    private void run(Runnable body) {
        try {
            body.run();
        } finally {
            bodies.remove(Thread.currentThread());
            signal();
        }
    }

    @Override
    public void abandon(Runnable body, Thread thread) {
        bodies.remove(thread);
        signal();
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable action) {
        lock.lock();
        try {
            Scheduled later = later(delayNanos, action);
            return () -> cancel(later);
        } finally {
            lock.unlock();
        }
    }

    private Scheduled later(long delayNanos, Runnable action) {
        // Rounded up: what is due at a nanosecond must not look early to whoever compares.
        long micros = Math.max(0, delayNanos / 1_000 + (delayNanos % 1_000 > 0 ? 1 : 0));
        Scheduled later = new Scheduled(clock.micros() + micros, numbers++, action);
        scheduled.add(later);
        changed.signalAll();
        return later;
    }

    private void cancel(Scheduled later) {
        lock.lock();
        try {
            scheduled.remove(later);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause(long nanos) {
        Thread thread = Thread.currentThread();
        Sleeper sleeper = new Sleeper(thread);
        Scheduled alarm;
        lock.lock();
        try {
            if (closed) {
                clock.advance(
                        Duration.ofNanos(nanos)); // or whoever waits for a time waits for ever
                return;
            }
            alarm = later(nanos, () -> wake(sleeper));
            sleepers.add(sleeper);
            bodies.sleeps(thread, true);
        } finally {
            lock.unlock();
        }
        while (!isAwake(sleeper) && !thread.isInterrupted()) {
            LockSupport.park(this);
        }
        cancel(alarm);
        wake(sleeper);
    }

    private boolean isAwake(Sleeper sleeper) {
        lock.lock();
        try {
            return sleeper.awake || closed;
        } finally {
            lock.unlock();
        }
    }

    private void wake(Sleeper sleeper) {
        lock.lock();
        try {
            if (!sleeper.awake) {
                sleeper.awake = true;
                sleepers.remove(sleeper);
                bodies.sleeps(sleeper.thread, false);
                LockSupport.unpark(sleeper.thread);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits in the calling thread until so much time has passed; does not keep time from passing.
    ///
    /// @throws InterruptedException if the thread was interrupted
    public void sleep(Duration duration) throws InterruptedException {
        pause(TimeUnit.NANOSECONDS.convert(duration));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public long randomLong() {
        synchronized (random) {
            return random.nextLong();
        }
    }

    /// Keeps time from passing by itself until the result is closed.
    Hold hold() {
        lock.lock();
        try {
            holds++;
        } finally {
            lock.unlock();
        }
        return this::release;
    }

    private void release() {
        lock.lock();
        try {
            holds--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Keeps time from passing by itself.
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /// Lets time pass, whether tasks run or not, and does what is scheduled on the way. Before each
    /// step and at the end it waits until the tasks that run have blocked or ended, at most a second
    /// for each.
    ///
    /// @param by at least 0
    public void advance(Duration by) {
        require(!by.isNegative(), "by must be >= 0, was %s", by);
        bodies.settle();
        long until = clock.micros() + TimeUnit.MICROSECONDS.convert(by);
        lock.lock();
        try {
            target = Math.max(target, until);
            changed.signalAll();
            while (clock.micros() < until && !closed) {
                reached.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        bodies.settle();
        tellFailure();
    }

    private void tellFailure() {
        if (failure != null) {
            throw new IllegalStateException("a scheduled action failed, time stands", failure);
        }
    }

    private void letTimePass() {
        lock.lock();
        try {
            while (!closed) {
                if (!step()) {
                    changed.awaitUninterruptibly();
                }
            }
        } finally {
            reached.signalAll();
            lock.unlock();
        }
    }

    /// @return whether anything was done
    private boolean step() {
        long now = clock.micros();
        Scheduled next = scheduled.peek();
        if (next != null && next.atMicros <= now) {
            scheduled.poll();
            perform(next.action);
            return true;
        }
        if (target > now) {
            return passTo(next == null ? target : Math.min(target, next.atMicros));
        }
        return next != null && passesByItself() && passTo(next.atMicros);
    }

    private boolean passTo(long atMicros) {
        clock.advanceTo(atMicros);
        reached.signalAll();
        return true;
    }

    private void perform(Runnable action) {
        boolean byHand = target >= clock.micros();
        lock.unlock();
        try {
            action.run();
            if (byHand) {
                bodies.settle();
            }
        } catch (RuntimeException | Error e) {
            failure = e; // told by advance() and close()
            closed = true;
        } finally {
            lock.lock();
        }
    }

    private boolean passesByItself() {
        for (Sleeper sleeper : List.copyOf(sleepers)) {
            if (sleeper.thread.isInterrupted()) {
                wake(sleeper);
            }
        }
        return holds == 0 && bodies.noneRuns() && workLeft.getAsBoolean();
    }

    /// Stops time for good. Who sleeps wakes up.
    ///
    /// @throws IllegalStateException if a scheduled action has failed
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            List.copyOf(sleepers).forEach(this::wake);
            scheduled.clear();
            changed.signalAll();
            reached.signalAll();
        } finally {
            lock.unlock();
        }
        tellFailure();
    }

    /// Describes what keeps time from passing, for people.
    @Override
    public String toString() {
        @Nullable Scheduled next;
        lock.lock();
        try {
            next = scheduled.peek();
        } finally {
            lock.unlock();
        }
        return "virtual time %s, next action at %s, %s"
                .formatted(clock.instant(), next == null ? "never" : next.atMicros, bodies);
    }
}
