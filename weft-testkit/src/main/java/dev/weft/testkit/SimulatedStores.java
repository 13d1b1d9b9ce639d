package dev.weft.testkit;

import dev.weft.spi.BlobStore;
import dev.weft.spi.RunStore;
import java.util.function.LongSupplier;

/// The stores that simulations run on.
@FunctionalInterface
public interface SimulatedStores {
    /// Opens stores that are empty.
    ///
    /// @param clock microseconds since 1970, which the stores take for their own time
    Opened open(LongSupplier clock);

    /// A store of runs and one of values.
    record Opened(RunStore runs, BlobStore blobs) {}
}
