package dev.weft.gateway;

import dev.weft.model.WorkerId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// A living worker process, as its gateway sees it.
///
/// @param uri where it listens; empty while it does not
/// @param claims that went to it and may not be done, as far as the gateway knows
public record WorkerStatus(
        WorkerId id,
        long pid,
        Optional<URI> uri,
        WorkerState state,
        long claims,
        Instant startedAt) {}
