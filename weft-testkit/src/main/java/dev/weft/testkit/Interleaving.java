package dev.weft.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What is due in a simulation, in virtual time: threads that go on, timers, deliveries, faults. One thing
/// happens at a time; among those that are due a seed chooses, and time passes only when none is.
///
/// The threads are real ones ([SimulatedThread]), but all wait except the one whose turn it is. Whoever
/// comes to a seam chooses who goes on: most often itself, so that there is no change of threads.
final class Interleaving {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final VirtualClock clock;
    private final SplittableRandom random;
    private final int stickiness;
    private final List<Due> due = new ArrayList<>();
    private final Deque<SimulatedThread> dying = new ArrayDeque<>();
    private final List<Due> eligible = new ArrayList<>();
    private boolean exhausted;
    private BooleanSupplier goesOn = () -> false;
    private @Nullable SimulatedThread current;
    private @Nullable SimulatedThread latest;
    private @Nullable AssertionError failure;
    private @Nullable Thread driver;

    /// Whose turn it is; `null` means the driver's.
    private volatile @Nullable SimulatedThread turn;

    private final AtomicLong turns = new AtomicLong();

    /// @param stickiness how often, in percent, the thread that ran last goes on if it may
    Interleaving(VirtualClock clock, SplittableRandom random, int stickiness) {
        this.clock = clock;
        this.random = random;
        this.stickiness = stickiness;
    }

    /// Something that is to happen in a process: a thread goes on, or an action is done.
    static final class Due {
        private final SimulatedProcess process;
        private final Runnable action;
        private final @Nullable SimulatedThread thread;
        private final boolean timer;
        private long atMicros;

        private Due(
                long atMicros,
                SimulatedProcess process,
                Runnable action,
                @Nullable SimulatedThread thread,
                boolean timer) {
            this.atMicros = atMicros;
            this.process = process;
            this.action = action;
            this.thread = thread;
            this.timer = timer;
        }

        private long earliest() {
            return Math.max(atMicros, process.pausedUntil());
        }

        private boolean waitsForItsTimer() {
            return timer && process.isTicking();
        }
    }

    long now() {
        return clock.micros();
    }

    /// Lets something happen later, in no process's thread.
    Due after(long micros, SimulatedProcess process, Runnable action) {
        return add(new Due(clock.micros() + micros, process, action, null, false));
    }

    /// Lets a timer of a process strike later; a process has one thread for all of its timers.
    Due timer(long micros, SimulatedProcess process, Runnable action) {
        return add(new Due(clock.micros() + micros, process, action, null, true));
    }

    /// Lets a thread go on later.
    void goOn(long micros, SimulatedThread thread) {
        add(new Due(clock.micros() + micros, thread.process(), () -> {}, thread, false));
    }

    private Due add(Due added) {
        due.add(added);
        return added;
    }

    void cancel(Due cancelled) {
        due.remove(cancelled);
    }

    /// The thread whose turn it is; `null` while an action is done.
    @Nullable SimulatedThread current() {
        return current;
    }

    /// Nothing of a process happens any more; its threads come to an end before anything else happens.
    void bury(SimulatedProcess dead, List<SimulatedThread> threads) {
        due.removeIf(entry -> entry.process == dead);
        dying.addAll(threads);
    }

    /// Something is wrong with the simulation itself: it stops.
    void failed(AssertionError error) {
        if (failure == null) {
            failure = error;
        }
    }

    /// Lets things happen as long as a condition holds and something is due.
    ///
    /// @param condition asked before each of them
    /// @return whether something is still due
    /// @throws AssertionError if the simulation itself has failed
    boolean runWhile(BooleanSupplier condition) {
        goesOn = condition;
        exhausted = false;
        driver = Thread.currentThread();
        SimulatedThread next = next();
        if (next != null) {
            give(next);
            awaitDriversTurn();
        }
        if (failure != null) {
            throw failure;
        }
        return !exhausted;
    }

    private void awaitDriversTurn() {
        long seen = turns.get();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (turn != null) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            if (turns.get() != seen) {
                seen = turns.get();
                end = System.nanoTime() + PATIENCE_NANOS;
            } else if (System.nanoTime() - end >= 0) {
                throw stuck();
            }
        }
    }

    private AssertionError stuck() {
        AssertionError stuck =
                new AssertionError("a thread must come to a seam, was stuck at the stack below");
        SimulatedThread holder = turn;
        if (holder != null) {
            stuck.setStackTrace(holder.stack());
        }
        return stuck;
    }

    /// Waits for the calling thread's turn, after it has said when that is due.
    void awaitTurn(SimulatedThread self) {
        SimulatedThread next = next();
        if (next != self) {
            give(next);
            while (turn != self) {
                self.park();
            }
        }
        current = self;
    }

    /// Gives the turn to somebody else; the calling thread has ended.
    void passOn() {
        give(next());
    }

    private void give(@Nullable SimulatedThread next) {
        turns.incrementAndGet();
        current = next;
        turn = next;
        if (next != null) {
            next.wake();
        } else {
            LockSupport.unpark(driver);
        }
    }

    /// Does what is due, up to the next turn of a thread.
    ///
    /// @return whose turn it is; `null` if it is the driver's
    private @Nullable SimulatedThread next() {
        current = null;
        while (failure == null && !exhausted && goesOn.getAsBoolean()) {
            SimulatedThread thread = dying.isEmpty() ? happen() : dying.remove();
            if (thread != null && (thread.hasBegun() || thread.process().isAlive())) {
                latest = thread;
                return thread;
            }
        }
        return null;
    }

    /// Lets the next thing happen, or time pass.
    ///
    /// @return the thread that goes on; `null` if something else has happened
    private @Nullable SimulatedThread happen() {
        findEligible();
        if (eligible.isEmpty()) {
            passTime();
            return null;
        }
        Due chosen = choose();
        due.remove(chosen);
        if (chosen.thread == null) {
            act(chosen.action);
        }
        return chosen.thread;
    }

    private void act(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            failed(new AssertionError("an action of the simulation failed", e));
        }
    }

    private void findEligible() {
        eligible.clear();
        long now = clock.micros();
        for (int i = 0; i < due.size(); i++) {
            Due entry = due.get(i);
            if (entry.thread != null && entry.atMicros > now && entry.thread.isInterrupted()) {
                entry.atMicros = now;
            }
            if (entry.earliest() <= now && !entry.waitsForItsTimer()) {
                eligible.add(entry);
            }
        }
    }

    private Due choose() {
        if (stickiness > 0 && random.nextInt(100) < stickiness) {
            for (int i = 0; i < eligible.size(); i++) {
                if (eligible.get(i).thread != null && eligible.get(i).thread == latest) {
                    return eligible.get(i);
                }
            }
        }
        return eligible.get(random.nextInt(eligible.size()));
    }

    private void passTime() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < due.size(); i++) {
            Due entry = due.get(i);
            if (!entry.waitsForItsTimer()) {
                next = Math.min(next, entry.earliest());
            }
        }
        if (next == Long.MAX_VALUE) {
            exhausted = true;
        } else {
            clock.advanceTo(next);
        }
    }
}
