package dev.weft.testkit;

import dev.weft.spi.Stores;
import java.util.function.LongSupplier;

/// The stores that simulations run on.
@FunctionalInterface
public interface SimulatedStores {
    /// Opens stores that are empty and not shared with anybody. The simulation closes them.
    ///
    /// @param clock microseconds since 1970, which the stores take for their own time
    Stores open(LongSupplier clock);
}
