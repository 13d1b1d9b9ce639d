package dev.weft.worker;

import dev.weft.model.RunId;
import dev.weft.spi.ExecutingTask;
import org.jspecify.annotations.Nullable;

/// One execution of a user's function, from before it is called until it has returned or was given
/// up. Who ends it first, its own thread or the watchdog, decides what becomes of its result.
///
/// Safe for many threads.
final class Attempt implements ExecutingTask {
    /// Why an attempt was interrupted.
    enum Interruption {
        TIMED_OUT,
        RUN_OVER,
        CLAIM_LOST,
        NOT_NEEDED
    }

    private enum State {
        RUNNING,
        RETURNED,
        ABANDONED
    }

    private final Segment segment;
    private final int task;
    private final PreparedTemplate template;
    private final int number;
    private final long startedNanos;
    private final long deadlineNanos;
    private final Thread thread;
    private State state = State.RUNNING;
    private @Nullable Interruption interruption;
    private long interruptedNanos;
    private volatile double progress;

    Attempt(
            Segment segment,
            int task,
            PreparedTemplate template,
            int number,
            long startedNanos,
            Thread thread) {
        this.segment = segment;
        this.task = task;
        this.template = template;
        this.number = number;
        this.startedNanos = startedNanos;
        this.deadlineNanos = startedNanos + template.timeoutNanos();
        this.thread = thread;
    }

    Segment segment() {
        return segment;
    }

    PreparedTemplate template() {
        return template;
    }

    long startedNanos() {
        return startedNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /// Tells the function to stop, once.
    synchronized void interrupt(Interruption why, long nowNanos) {
        if (state == State.RUNNING && interruption == null) {
            interruption = why;
            interruptedNanos = nowNanos;
            thread.interrupt();
        }
    }

    /// Whether the function has not returned within the grace after it was told to stop.
    synchronized boolean overdue(long nowNanos, long graceNanos) {
        return state == State.RUNNING
                && interruption != null
                && nowNanos - interruptedNanos >= graceNanos;
    }

    /// Gives the function up; its thread will find out when it returns.
    ///
    /// @return whether this call did
    synchronized boolean abandon() {
        if (state != State.RUNNING) {
            return false;
        }
        state = State.ABANDONED;
        return true;
    }

    /// The function has returned, in its own thread.
    ///
    /// @return whether anybody still waits for the result
    synchronized boolean end() {
        if (state != State.RUNNING) {
            return false;
        }
        state = State.RETURNED;
        return true;
    }

    synchronized @Nullable Interruption interruption() {
        return interruption;
    }

    synchronized long interruptedNanos() {
        return interruptedNanos;
    }

    /// Counts it as one that is not running any more; called once, by who ended it.
    void count(long nowNanos) {
        template.counts().ended();
        segment.run().counters().executed(nowNanos - startedNanos);
    }

    @Nullable StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    /// Runs the function.
    Thread thread() {
        return thread;
    }

    double progress() {
        return progress;
    }

    @Override
    public RunId run() {
        return segment.run().key().id();
    }

    @Override
    public int task() {
        return task;
    }

    @Override
    public String name() {
        return template.name();
    }

    @Override
    public int attempt() {
        return number;
    }

    @Override
    public long fencingToken() {
        return segment.grant().k();
    }

    @Override
    public boolean cancelled() {
        return interruption() != null || segment.run().over();
    }

    @Override
    public void progress(double share) {
        progress = Math.clamp(share, 0, 1);
    }
}
