package dev.weft.redis;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.spi.StoreAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Three real primaries with a third of the slots each, for all tests of this JVM; they end with
/// it.
final class TestCluster {
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD = "the-same-for-all-nodes";

    private static final List<EmbeddedRedis> NODES = start();

    private TestCluster() {}

    private static List<EmbeddedRedis> start() {
        List<EmbeddedRedis> nodes = new ArrayList<>();
        for (int i = 0; i < PRIMARIES; i++) {
            EmbeddedRedis node =
                    EmbeddedRedis.start(
                            EmbeddedRedisSettings.standard()
                                    .withConfigLines(
                                            "cluster-enabled yes", "cluster-node-timeout 15000"));
            node.ask("ACL", "SETUSER", "weft", "on", ">" + PASSWORD, "~weft:*", "&*", "+@all");
            int from = SLOTS * i / PRIMARIES;
            int to = SLOTS * (i + 1) / PRIMARIES - 1;
            node.ask("CLUSTER", "ADDSLOTSRANGE", String.valueOf(from), String.valueOf(to));
            nodes.add(node);
        }
        for (EmbeddedRedis node : nodes.subList(1, PRIMARIES)) {
            nodes.getFirst().ask("CLUSTER", "MEET", node.host(), String.valueOf(node.port()));
        }
        nodes.forEach(TestCluster::waitUntilComplete);
        return nodes;
    }

    /// In this thread, for the class is not ready for another one yet.
    private static void waitUntilComplete(EmbeddedRedis node) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isComplete(node)) {
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("cluster must become complete, did not");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean isComplete(EmbeddedRedis node) {
        String info = String.join("\n", node.ask("CLUSTER", "INFO"));
        return info.contains("cluster_state:ok")
                && info.contains("cluster_known_nodes:" + PRIMARIES);
    }

    static List<EmbeddedRedis> nodes() {
        return NODES;
    }

    /// Removes everything, from all nodes.
    static StoreAddress emptied() {
        NODES.forEach(node -> node.ask("FLUSHALL"));
        return address();
    }

    static StoreAddress address() {
        List<String> hosts = NODES.stream().map(node -> node.host() + ":" + node.port()).toList();
        return StoreAddress.of(URI.create("redis-cluster://weft@" + String.join(",", hosts)))
                .withPassword(() -> PASSWORD);
    }
}
