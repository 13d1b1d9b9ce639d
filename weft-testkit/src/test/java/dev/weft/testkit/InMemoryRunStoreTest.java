package dev.weft.testkit;

import dev.weft.memory.InMemoryRunStore;
import dev.weft.spi.RunStore;

/// The in-memory store as a local engine uses it: values pass by reference.
class InMemoryRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore newStore(VirtualClock clock) {
        return new InMemoryRunStore(clock::micros, true);
    }
}
