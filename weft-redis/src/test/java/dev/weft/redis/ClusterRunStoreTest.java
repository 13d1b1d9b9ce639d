package dev.weft.redis;

import dev.weft.spi.RunStore;
import dev.weft.testkit.RunStoreContract;
import dev.weft.testkit.VirtualClock;

/// The whole contract on a real cluster.
final class ClusterRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore newStore(VirtualClock clock) {
        return RedisRunStore.open(TestCluster.emptied(), clock::micros);
    }
}
