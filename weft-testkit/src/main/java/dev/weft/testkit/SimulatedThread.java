package dev.weft.testkit;

import java.util.concurrent.locks.LockSupport;

/// A real thread of a simulated process, which runs only when it is its turn, up to its next seam.
///
/// The thread parks between its turns. An interrupt that comes then is kept for its next turn.
final class SimulatedThread {
    private final Interleaving interleaving;
    private final SimulatedProcess process;
    private final Thread thread;
    private boolean begun;
    private volatile boolean interrupted;
    private boolean wakesWhenInterrupted;

    SimulatedThread(Interleaving interleaving, SimulatedProcess process, Runnable body) {
        this.interleaving = interleaving;
        this.process = process;
        this.thread = Thread.ofVirtual().name(process.name()).unstarted(() -> run(body));
    }

    SimulatedProcess process() {
        return process;
    }

    boolean hasBegun() {
        return begun;
    }

    /// Whether it sleeps and was interrupted, so that it is to wake up.
    boolean isInterrupted() {
        // In this order: whoever takes the thread's flag away has set the other one before.
        return wakesWhenInterrupted && (thread.isInterrupted() || interrupted);
    }

    /// Makes the thread see that it is its turn; called by whoever had the turn before.
    void wake() {
        if (begun) {
            LockSupport.unpark(thread);
        } else {
            begun = true;
            thread.start();
        }
    }

    StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    private void run(Runnable body) {
        try {
            body.run();
        } catch (ProcessKilled _) {
            // that is how its threads end
        } catch (Throwable t) {
            interleaving.failed(new AssertionError("a thread of " + process.name() + " failed", t));
        } finally {
            process.ended(this);
            interleaving.passOn();
        }
    }

    /// Waits for its next turn, which is due after some time; called by the thread itself.
    ///
    /// @param wakes whether an interrupt makes it due at once
    /// @throws ProcessKilled if the process was killed meanwhile
    void pass(long micros, boolean wakes) {
        wakesWhenInterrupted = wakes;
        interleaving.goOn(micros, this);
        interleaving.awaitTurn(this);
        wakesWhenInterrupted = false;
        if (interrupted) {
            interrupted = false;
            thread.interrupt();
        }
        process.requireAlive();
    }

    /// Parks once; keeps an interrupt, which would keep it from parking again.
    void park() {
        LockSupport.park(this);
        if (thread.isInterrupted()) {
            interrupted = true;
            Thread.interrupted();
        }
    }
}
