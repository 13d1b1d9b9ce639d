package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import java.util.List;

/// Asks a worker to adopt and execute claims.
///
/// @param epoch of the run when the claims were issued
/// @param nextDeadlineMicros store's time at which the worker may have to reap
public record Invocation(
        RunKey run, int epoch, String shapeHash, List<Claim> claims, long nextDeadlineMicros) {}
