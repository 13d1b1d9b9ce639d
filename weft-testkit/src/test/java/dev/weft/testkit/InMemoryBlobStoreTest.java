package dev.weft.testkit;

import dev.weft.memory.InMemoryBlobStore;
import dev.weft.spi.BlobStore;

class InMemoryBlobStoreTest extends BlobStoreContract {
    @Override
    protected BlobStore newStore(VirtualClock clock) {
        return new InMemoryBlobStore(clock::micros);
    }
}
