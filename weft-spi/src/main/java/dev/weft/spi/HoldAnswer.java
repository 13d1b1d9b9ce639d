package dev.weft.spi;

import dev.weft.model.Grant;
import java.util.List;

/// Which children the holder of an output may execute.
public sealed interface HoldAnswer {
    /// @param grants children that waited for this output alone, claimed HELD
    /// @param unready children that wait for other parents too
    /// @param contended children that another holder waits for, or for which a run whose parallelism is bounded
    ///     has no place: store the output at once
    record Held(List<Grant> grants, int unready, int contended) implements HoldAnswer {}

    /// The caller drops its output.
    record Refused(Superseded reason) implements HoldAnswer {}

    /// The caller stops working for this run.
    record Over(RunOver reason) implements HoldAnswer {}
}
