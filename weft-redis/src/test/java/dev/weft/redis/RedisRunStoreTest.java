package dev.weft.redis;

import dev.weft.spi.RunStore;
import dev.weft.testkit.RunStoreContract;
import dev.weft.testkit.VirtualClock;

final class RedisRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore newStore(VirtualClock clock) {
        return RedisRunStore.open(TestServer.emptied(), clock::micros);
    }
}
