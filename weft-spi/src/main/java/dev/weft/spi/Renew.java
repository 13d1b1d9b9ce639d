package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import java.util.List;

/// Extends the leases of a worker's claims in one run, and gives some of them up.
///
/// @param handOvers claims that the caller holds, has not begun to execute, and gives up: they become
///     INVOKE. It invokes somebody for those that the answer does not name as lost.
public record Renew(
        RunKey run, int epoch, WorkerId worker, List<Renewal> claims, List<Claim> handOvers) {
    /// Gives nothing up.
    public Renew(RunKey run, int epoch, WorkerId worker, List<Renewal> claims) {
        this(run, epoch, worker, claims, List.of());
    }

    /// One claim.
    ///
    /// @param executing the task of its segment that is being executed
    public record Renewal(Claim claim, int executing) {}
}
