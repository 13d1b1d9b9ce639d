package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import dev.weft.testkit.BlobStoreContract;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract on a real cluster, and where values go there.
final class ClusterBlobStoreTest extends BlobStoreContract {
    @Override
    protected BlobStore newStore(VirtualClock clock) {
        return RedisBlobStore.open(TestCluster.emptied(), clock::micros);
    }

    @Test
    void valuesOfOneRunAreSpreadOverTheNodesAndReadAndDeletedTogether() {
        RunKey run = RunDriver.key("spread", 1);
        List<ValueId> values = new ArrayList<>();
        try (BlobStore store = RedisBlobStore.open(TestCluster.emptied())) {
            for (int i = 0; i < 60; i++) {
                ValueId value = new ValueId(i, i, true);
                store.put(run, value, new byte[] {(byte) i}, Duration.ofMinutes(1));
                values.add(value);
            }
            for (EmbeddedRedis node : TestCluster.nodes()) {
                assertThat(Long.parseLong(node.ask("DBSIZE").getFirst())).isBetween(5L, 50L);
            }
            assertThat(store.fetch(run, values))
                    .hasSize(60)
                    .allSatisfy((value, bytes) ->
                            assertThat(bytes).containsExactly((byte) value.task()));
            store.delete(run, values);
            assertThat(store.fetch(run, values)).isEmpty();
        }
    }
}
