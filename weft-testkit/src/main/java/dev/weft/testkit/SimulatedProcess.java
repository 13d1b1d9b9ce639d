package dev.weft.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process of a simulation: threads and timers that are killed and paused together.
///
/// Called by the thread whose turn it is, or by the driver.
final class SimulatedProcess {
    private final Interleaving interleaving;
    private final SimulationTrace trace;
    private final String name;
    private final List<SimulatedThread> threads = new ArrayList<>();
    private boolean alive = true;
    private boolean ticking;
    private long pausedUntil = Long.MIN_VALUE;
    private Runnable onDeath = () -> {};

    SimulatedProcess(Interleaving interleaving, SimulationTrace trace, String name) {
        this.interleaving = interleaving;
        this.trace = trace;
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isPaused() {
        return pausedUntil > interleaving.now();
    }

    long pausedUntil() {
        return pausedUntil;
    }

    /// Whether the thread of its timers is busy.
    boolean isTicking() {
        return ticking;
    }

    void note(String what) {
        trace.note(name, what);
    }

    /// Starts a thread; does nothing if the process is dead.
    void fork(Runnable body) {
        if (alive) {
            SimulatedThread thread = new SimulatedThread(interleaving, this, body);
            threads.add(thread);
            interleaving.goOn(0, thread);
        }
    }

    /// Lets an action run on the thread of its timers.
    ///
    /// @return `null` if the process is dead
    Interleaving.@Nullable Due schedule(long micros, Runnable action) {
        return alive ? interleaving.timer(micros, this, () -> tick(action)) : null;
    }

    void cancel(Interleaving.Due timer) {
        interleaving.cancel(timer);
    }

    private void tick(Runnable action) {
        ticking = true;
        fork(() -> {
            try {
                action.run();
            } finally {
                ticking = false;
            }
        });
    }

    void ended(SimulatedThread thread) {
        threads.remove(thread);
    }

    /// Lets others go on before the calling thread does, which is due after some time. A seam.
    ///
    /// @throws ProcessKilled if the process is dead
    void pass(long micros) {
        requireAlive();
        SimulatedThread current = interleaving.current();
        if (current != null) {
            current.pass(micros, false);
        }
    }

    /// Waits, until interrupted; the thread stays interrupted.
    ///
    /// @throws ProcessKilled if the process is dead
    void sleep(long micros) {
        requireAlive();
        SimulatedThread current = interleaving.current();
        if (current != null) {
            current.pass(micros, true);
        }
    }

    /// @throws ProcessKilled if the process is dead
    void requireAlive() {
        if (!alive) {
            throw new ProcessKilled(name);
        }
    }

    /// Ends it at once. If it is the caller's own, the caller throws [ProcessKilled] next.
    void kill(String why) {
        if (alive) {
            note("is killed: " + why);
            alive = false;
            List<SimulatedThread> others = new ArrayList<>(threads);
            others.remove(interleaving.current());
            interleaving.bury(this, others);
            onDeath.run();
        }
    }

    /// @param action done when it is killed
    void onDeath(Runnable action) {
        onDeath = action;
    }

    /// Nothing of it happens for some time.
    void pauseFor(long micros) {
        note("is paused for " + micros + " µs");
        pausedUntil = Math.max(pausedUntil, interleaving.now() + micros);
    }
}
