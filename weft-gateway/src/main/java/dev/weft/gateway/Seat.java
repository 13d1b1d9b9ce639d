package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the gateway knows of one worker that may be invoked. Not safe for several threads.
final class Seat {
    final WorkerId worker;

    /// The runs of which it may have something left.
    final Map<RunKey, Load> loads = new LinkedHashMap<>();

    /// It does not answer.
    boolean suspended;

    /// It executes a claim that is to be alone; nothing else goes there.
    boolean alone;

    /// It is to execute a claim alone as soon as it is idle; nothing else goes there.
    boolean reserved;

    /// Since when it has nothing to do.
    long idleSinceNanos;

    /// When it may be asked to share again, and how long it is left in peace if it has nothing.
    long shareNotBeforeNanos;

    long sharePauseNanos;

    Seat(WorkerId worker, long nowNanos) {
        this.worker = worker;
        idleSinceNanos = nowNanos;
        shareNotBeforeNanos = nowNanos;
    }

    boolean isIdle() {
        return loads.isEmpty();
    }

    /// Whether claims that any worker may take may go there.
    boolean isOpen() {
        return !suspended && !alone && !reserved;
    }

    long claims() {
        long claims = 0;
        for (Load load : loads.values()) {
            claims += load.claims;
        }
        return claims;
    }

    /// What a worker has of one run, as far as the gateway knows.
    ///
    /// Exactly one request waits for the worker to have nothing left of the run. An invocation that goes
    /// there meanwhile does not wait itself; whether the worker is idle is asked again after it.
    static final class Load {
        /// Claims that went there, or wait there as it last said.
        long claims;

        /// A request waits for its end.
        boolean watched;

        /// Invocations that are on their way without waiting.
        int posting;

        /// Something went there since the request that waits.
        boolean changed;
    }
}
