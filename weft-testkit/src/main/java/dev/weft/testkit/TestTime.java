package dev.weft.testkit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The time of a test. It passes by itself while a run has work left that is due later and no task is
/// being executed: waiting for the result of a run with long back-offs takes no time. Else it stands.
///
/// Safe for many threads.
public final class TestTime {
    private final VirtualClock clock;
    private final VirtualEnvironment environment;
    private VirtualEnvironment.@Nullable Hold hold;

    TestTime(VirtualClock clock, VirtualEnvironment environment) {
        this.clock = clock;
        this.environment = environment;
    }

    /// What the engine takes the time to be.
    public Instant now() {
        return clock.instant();
    }

    /// Lets time pass although tasks are being executed, so that timeouts strike and leases pass.
    /// Returns when what was due has been done and all tasks have blocked or ended; one that goes on
    /// computing is waited for a second.
    ///
    /// @param by at least 0
    public void advance(Duration by) {
        environment.advance(by);
    }

    /// From now on time passes by [#advance] alone.
    public synchronized void stand() {
        if (hold == null) {
            hold = environment.hold();
        }
    }

    /// From now on time passes by itself again.
    public synchronized void flow() {
        if (hold != null) {
            hold.close();
            hold = null;
        }
    }

    @Override
    public String toString() {
        return environment.toString();
    }
}
