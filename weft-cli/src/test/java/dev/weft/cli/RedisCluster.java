package dev.weft.cli;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// A cluster of private real Redis servers as child processes, each of them a primary with its share of the
/// slots. One user may do everything with keys of Weft, with the same password everywhere.
///
/// Safe for many threads.
final class RedisCluster implements AutoCloseable {
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final String USER = "weft";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = 20_000_000;

    private final List<EmbeddedRedis> nodes = new ArrayList<>();

    private RedisCluster() {}

    /// Starts three primaries and returns when each of them knows the others and that no slot is missing; takes
    /// a second or two.
    ///
    /// @throws IllegalStateException if that is not so after half a minute
    static RedisCluster start() {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.startNodes();
            cluster.introduce();
            cluster.nodes.forEach(RedisCluster::waitUntilComplete);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startNodes() {
        for (int i = 0; i < PRIMARIES; i++) {
            EmbeddedRedis node =
                    EmbeddedRedis.start(
                            EmbeddedRedisSettings.standard()
                                    .withConfigLines(
                                            "cluster-enabled yes", "cluster-node-timeout 15000"));
            nodes.add(node);
            node.ask("ACL", "SETUSER", USER, "on", ">" + password(), "~weft:*", "&*", "+@all");
            int from = SLOTS * i / PRIMARIES;
            int to = SLOTS * (i + 1) / PRIMARIES - 1;
            node.ask("CLUSTER", "ADDSLOTSRANGE", String.valueOf(from), String.valueOf(to));
        }
    }

    private void introduce() {
        for (EmbeddedRedis node : nodes.subList(1, nodes.size())) {
            nodes.getFirst().ask("CLUSTER", "MEET", node.host(), String.valueOf(node.port()));
        }
    }

    private static void waitUntilComplete(EmbeddedRedis node) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isComplete(node)) {
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("cluster must become complete, did not");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean isComplete(EmbeddedRedis node) {
        String info = String.join("\n", node.ask("CLUSTER", "INFO"));
        return info.contains("cluster_state:ok")
                && info.contains("cluster_known_nodes:" + PRIMARIES);
    }

    /// Its primaries, each of which has also a password of its own for everything else.
    List<EmbeddedRedis> nodes() {
        return List.copyOf(nodes);
    }

    /// `redis-cluster://weft@127.0.0.1:port,…`; the password is never part of it.
    URI uri() {
        String places =
                nodes.stream()
                        .map(node -> node.host() + ":" + node.port())
                        .collect(Collectors.joining(","));
        return URI.create("redis-cluster://" + USER + "@" + places);
    }

    /// Of the user in the address.
    String password() {
        return nodes.getFirst().password();
    }

    /// Ends all of them.
    @Override
    public void close() {
        nodes.forEach(EmbeddedRedis::close);
    }
}
