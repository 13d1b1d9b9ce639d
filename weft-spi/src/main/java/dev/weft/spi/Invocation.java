package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import java.util.List;
import java.util.Optional;

/// Asks a worker to adopt and execute claims.
///
/// @param epoch of the run when the claims were issued
/// @param code what is to be executed; a worker with another archive refuses
/// @param nextDeadlineMicros store's time at which the worker may have to reap
/// @param alone whether these claims are to be executed by a worker that does nothing else, since
///     workers that executed them were lost
/// @param parcel what the worker needs to know of the graph, if it is small enough to travel along;
///     else the worker asks the graph store
public record Invocation(
        RunKey run,
        int epoch,
        RunCode code,
        RunLimits limits,
        List<Claim> claims,
        long nextDeadlineMicros,
        boolean alone,
        Optional<Parcel> parcel) {
    /// Graph and constants of a run.
    ///
    /// The arrays are not copied: whoever receives them only reads.
    ///
    /// @param graph binary form of a slice
    /// @param constants binary form of the constants
    @SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
    public record Parcel(byte[] graph, byte[] constants) {}
}
