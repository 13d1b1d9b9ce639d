package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.time.Duration;

/// The times and bounds of a run that the store must know.
///
/// @param lease how long a claim lives without a heartbeat
/// @param dispatch how long an invocation may take to be adopted before it is sent again
/// @param retention how long what remains of an ended run is kept
/// @param hardEnd how long a run may last in all, measured from its submission
/// @param poisonLimit executions of a task whose worker was lost, after which the run fails
/// @param goOn whether the run goes on after a failure, skipping only what is downstream of it
/// @param lossWindow how much of its latest writes the store may lose: values that nobody needs any
///     more are deleted only after it
/// @param parallelism how many of the run's tasks are claimed at a time at most; 0 if any number. A task
///     that is ready while there are so many waits in the store, claimed by nobody. Tasks that a worker
///     executes after another without a claim of their own (a segment) count as one; an attempt that
///     waits to be made keeps its place. A task whose output was lost does not wait: others may wait for it
public record RunLimits(
        Duration lease,
        Duration dispatch,
        Duration retention,
        Duration hardEnd,
        int poisonLimit,
        boolean goOn,
        Duration lossWindow,
        int parallelism) {
    private static final RunLimits STANDARD =
            new RunLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofHours(24),
                    Duration.ofDays(7),
                    3,
                    false,
                    Duration.ofSeconds(5),
                    0);

    public RunLimits {
        require(lease.isPositive(), "lease must be > 0, was %s", lease);
        require(dispatch.isPositive(), "dispatch must be > 0, was %s", dispatch);
        require(!retention.isNegative(), "retention must be >= 0, was %s", retention);
        require(hardEnd.isPositive(), "hardEnd must be > 0, was %s", hardEnd);
        require(poisonLimit >= 1, "poisonLimit must be >= 1, was %d", poisonLimit);
        require(!lossWindow.isNegative(), "lossWindow must be >= 0, was %s", lossWindow);
        require(parallelism >= 0, "parallelism must be >= 0, was %d", parallelism);
    }

    /// Without a bound on parallelism.
    public RunLimits(
            Duration lease,
            Duration dispatch,
            Duration retention,
            Duration hardEnd,
            int poisonLimit,
            boolean goOn,
            Duration lossWindow) {
        this(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, 0);
    }

    /// Lease 10 s, dispatch 2 s, retention 24 h, hard end 7 days, poison limit 3, not going on after
    /// a failure, loss window 5 s, any parallelism.
    public static RunLimits standard() {
        return STANDARD;
    }

    /// How often a lease is renewed: a third of it.
    public Duration heartbeat() {
        return lease.dividedBy(3);
    }

    public RunLimits withLease(Duration lease) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    public RunLimits withDispatch(Duration dispatch) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    public RunLimits withRetention(Duration retention) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    public RunLimits withHardEnd(Duration hardEnd) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    public RunLimits withPoisonLimit(int poisonLimit) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    public RunLimits withGoOn(boolean goOn) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    public RunLimits withLossWindow(Duration lossWindow) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    public RunLimits withParallelism(int parallelism) {
        return new RunLimits(
                lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow, parallelism);
    }

    /// Whether so many tasks at most are claimed at a time.
    public boolean isBounded() {
        return parallelism > 0;
    }
}
