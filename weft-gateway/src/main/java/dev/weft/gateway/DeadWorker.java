package dev.weft.gateway;

import dev.weft.model.WorkerId;
import java.time.Instant;

/// A worker process that has ended.
///
/// @param pid 0 if it could not be started
/// @param listened whether it ever listened
/// @param asked whether it was asked to end
/// @param lastWords how it ended and what it wrote last, for people
public record DeadWorker(
        WorkerId id,
        long pid,
        Instant startedAt,
        Instant endedAt,
        boolean listened,
        boolean asked,
        boolean outOfMemory,
        String lastWords) {}
