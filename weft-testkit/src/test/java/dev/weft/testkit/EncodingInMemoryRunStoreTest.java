package dev.weft.testkit;

import dev.weft.memory.InMemoryRunStore;
import dev.weft.spi.RunStore;

/// The in-memory store as it stands in for a remote one: values are bytes.
class EncodingInMemoryRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore newStore(VirtualClock clock) {
        return new InMemoryRunStore(clock::micros, false);
    }
}
