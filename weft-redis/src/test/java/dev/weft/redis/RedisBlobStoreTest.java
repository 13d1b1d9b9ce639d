package dev.weft.redis;

import dev.weft.spi.BlobStore;
import dev.weft.testkit.BlobStoreContract;
import dev.weft.testkit.VirtualClock;

final class RedisBlobStoreTest extends BlobStoreContract {
    @Override
    protected BlobStore newStore(VirtualClock clock) {
        return RedisBlobStore.open(TestServer.emptied(), clock::micros);
    }
}
