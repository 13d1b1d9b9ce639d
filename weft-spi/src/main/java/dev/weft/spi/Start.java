package dev.weft.spi;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import java.util.List;

/// Asks to adopt claims.
///
/// @param epoch of the run that the invocation named
/// @param inputs tasks whose results the answer shall carry
@SuppressWarnings("ArrayRecordComponent") // compact, and never compared as a record
public record Start(RunKey run, int epoch, WorkerId worker, List<Adoption> claims, int[] inputs) {
    /// One claim to adopt.
    ///
    /// @param execution random, drawn for this delivery
    public record Adoption(Claim claim, long execution) {}
}
