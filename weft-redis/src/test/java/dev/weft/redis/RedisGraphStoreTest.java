package dev.weft.redis;

import dev.weft.spi.GraphStore;
import dev.weft.testkit.GraphStoreContract;
import dev.weft.testkit.VirtualClock;

final class RedisGraphStoreTest extends GraphStoreContract {
    @Override
    protected GraphStore newStore(VirtualClock clock) {
        return RedisGraphStore.open(TestServer.emptied(), clock::micros);
    }
}
