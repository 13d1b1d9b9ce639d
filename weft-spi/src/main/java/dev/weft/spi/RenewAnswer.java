package dev.weft.spi;

import dev.weft.model.Claim;
import java.util.List;

/// What became of a worker's leases.
public sealed interface RenewAnswer {
    /// @param lost claims that are no longer the caller's, and so could not be given up either
    record Renewed(List<Claim> lost, long nextDeadlineMicros) implements RenewAnswer {}

    /// The caller stops working for this run.
    record Over(RunOver reason) implements RenewAnswer {}
}
