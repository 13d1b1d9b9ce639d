package dev.weft.testkit;

import dev.weft.memory.InMemoryGraphStore;
import dev.weft.spi.GraphStore;

class InMemoryGraphStoreTest extends GraphStoreContract {
    @Override
    protected GraphStore newStore(VirtualClock clock) {
        return new InMemoryGraphStore(clock::micros);
    }
}
