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
public record RunLimits(
        Duration lease,
        Duration dispatch,
        Duration retention,
        Duration hardEnd,
        int poisonLimit,
        boolean goOn,
        Duration lossWindow) {
    private static final RunLimits STANDARD =
            new RunLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofHours(24),
                    Duration.ofDays(7),
                    3,
                    false,
                    Duration.ofSeconds(5));

    public RunLimits {
        require(lease.isPositive(), "lease must be > 0, was %s", lease);
        require(dispatch.isPositive(), "dispatch must be > 0, was %s", dispatch);
        require(!retention.isNegative(), "retention must be >= 0, was %s", retention);
        require(hardEnd.isPositive(), "hardEnd must be > 0, was %s", hardEnd);
        require(poisonLimit >= 1, "poisonLimit must be >= 1, was %d", poisonLimit);
        require(!lossWindow.isNegative(), "lossWindow must be >= 0, was %s", lossWindow);
    }

    /// Lease 10 s, dispatch 2 s, retention 24 h, hard end 7 days, poison limit 3, not going on after
    /// a failure, loss window 5 s.
    public static RunLimits standard() {
        return STANDARD;
    }

    /// How often a lease is renewed: a third of it.
    public Duration heartbeat() {
        return lease.dividedBy(3);
    }

    public RunLimits withLease(Duration lease) {
        return new RunLimits(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow);
    }

    public RunLimits withDispatch(Duration dispatch) {
        return new RunLimits(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow);
    }

    public RunLimits withRetention(Duration retention) {
        return new RunLimits(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow);
    }

    public RunLimits withHardEnd(Duration hardEnd) {
        return new RunLimits(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow);
    }

    public RunLimits withPoisonLimit(int poisonLimit) {
        return new RunLimits(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow);
    }

    public RunLimits withGoOn(boolean goOn) {
        return new RunLimits(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow);
    }

    public RunLimits withLossWindow(Duration lossWindow) {
        return new RunLimits(lease, dispatch, retention, hardEnd, poisonLimit, goOn, lossWindow);
    }
}
