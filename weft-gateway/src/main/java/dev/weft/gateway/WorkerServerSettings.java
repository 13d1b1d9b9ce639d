package dev.weft.gateway;

import static dev.weft.model.Checks.require;

import java.time.Duration;

/// How a worker's HTTP server works.
///
/// @param waitAtMost how long an invocation is answered only when the worker has nothing left of its
///     run; then it is answered that there is something left, and the caller asks again
/// @param waitingAtMost invocations that wait for that at one time, each with a thread; further ones
///     are answered at once
/// @param maxInvocationBytes largest invocation that is read
public record WorkerServerSettings(
        ListenSettings listen, Duration waitAtMost, int waitingAtMost, int maxInvocationBytes) {
    public WorkerServerSettings {
        require(waitAtMost.isPositive(), "waitAtMost must be > 0, was %s", waitAtMost);
        require(waitingAtMost >= 1, "waitingAtMost must be >= 1, was %d", waitingAtMost);
        require(
                maxInvocationBytes >= 1 && maxInvocationBytes <= InvocationFormat.MAX_BYTES,
                "maxInvocationBytes must be in 1..%d, was %d",
                InvocationFormat.MAX_BYTES,
                maxInvocationBytes);
    }

    /// Waits 20 s, for 200 invocations at a time, of at most 16 MiB each.
    public static WorkerServerSettings standard(ListenSettings listen) {
        return new WorkerServerSettings(
                listen, Duration.ofSeconds(20), 200, InvocationFormat.MAX_BYTES);
    }

    public WorkerServerSettings withWaitAtMost(Duration waitAtMost) {
        return new WorkerServerSettings(listen, waitAtMost, waitingAtMost, maxInvocationBytes);
    }

    public WorkerServerSettings withWaitingAtMost(int waitingAtMost) {
        return new WorkerServerSettings(listen, waitAtMost, waitingAtMost, maxInvocationBytes);
    }

    public WorkerServerSettings withMaxInvocationBytes(int maxInvocationBytes) {
        return new WorkerServerSettings(listen, waitAtMost, waitingAtMost, maxInvocationBytes);
    }
}
