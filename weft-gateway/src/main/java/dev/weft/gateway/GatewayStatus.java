package dev.weft.gateway;

import java.util.List;

/// A gateway's workers.
///
/// @param dead the latest ones that have ended, oldest first
/// @param restarts processes that ended without having been asked to
/// @param waitingClaims claims that wait for a worker
/// @param invocations that were brought to workers so far, those without an answer too
public record GatewayStatus(
        List<WorkerStatus> workers,
        List<DeadWorker> dead,
        long restarts,
        int waitingClaims,
        long invocations) {
    public GatewayStatus {
        workers = List.copyOf(workers);
        dead = List.copyOf(dead);
    }
}
