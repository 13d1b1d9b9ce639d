package dev.weft.testkit;

import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryGraphStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.spi.Stores;
import java.util.function.LongSupplier;

final class SimulationTest extends SimulationContract {
    SimulationTest() {
        super(300);
    }

    @Override
    public Stores open(LongSupplier clock) {
        return new Stores(
                new InMemoryRunStore(clock, false),
                new InMemoryBlobStore(clock),
                new InMemoryGraphStore(clock));
    }
}
