package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import java.util.List;

/// Extends the leases of a worker's claims in one run.
public record Renew(RunKey run, int epoch, WorkerId worker, List<Renewal> claims) {
    /// One claim.
    ///
    /// @param executing the task of its segment that is being executed
    public record Renewal(Claim claim, int executing) {}
}
