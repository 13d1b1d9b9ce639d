package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.spi.StoreRefusedException;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// Checks that a node is one that runs can be kept in. What it asks is `INFO`, which says
/// everything at once and to every user.
final class ConnectCheck {
    private static final int LEAST_MAJOR = 7;

    private final String where;
    private final Map<String, String> info;

    private ConnectCheck(String where, Map<String, String> info) {
        this.where = where;
        this.info = info;
    }

    /// @param cluster whether it has to be part of a cluster
    /// @return for how many seconds the server has been up
    /// @throws StoreRefusedException if runs cannot be kept there
    static long uptimeSeconds(Connection node, boolean cluster) {
        String where = String.valueOf(node.getHostAndPort());
        ConnectCheck check = new ConnectCheck(where, info(node));
        check.version();
        check.loaded();
        check.kind(cluster);
        check.primary();
        check.eviction();
        return check.number("uptime_in_seconds");
    }

    /// Used and greatest memory in bytes, in words.
    static String memory(Connection node) {
        Map<String, String> info = info(node);
        return "used %s of maxmemory %s"
                .formatted(
                        info.getOrDefault("used_memory_human", "?"),
                        info.getOrDefault("maxmemory_human", "?"));
    }

    private static Map<String, String> info(Connection node) {
        node.sendCommand(Command.INFO);
        String text = new String(node.getBinaryBulkReply(), UTF_8);
        Map<String, String> info = new HashMap<>();
        for (String line : text.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return info;
    }

    private void version() {
        String version = info.getOrDefault("redis_version", "0");
        int major = Integer.parseInt(version.split("\\.", -1)[0]);
        if (major < LEAST_MAJOR) {
            throw refused("must be Redis 7.0 or newer (or Valkey), was " + version);
        }
    }

    /// It passes, so that it is worth waiting for a little.
    private void loaded() {
        if (number("loading") != 0) {
            throw new JedisDataException("LOADING, by its own account");
        }
    }

    private void kind(boolean cluster) {
        boolean found = number("cluster_enabled") != 0;
        if (found != cluster) {
            throw refused(
                    found
                            ? "must be a single server for this scheme, was part of a cluster:"
                                    + " begin the address with redis-cluster:// or"
                                    + " rediss-cluster://"
                            : "must be part of a cluster for this scheme, was a single server:"
                                    + " begin the address with redis:// or rediss://");
        }
    }

    private void primary() {
        if (info.getOrDefault("role", "master").equals("slave")) {
            throw refused(
                    "must be a primary, was a replica of %s:%s: connect to that"
                            .formatted(info.get("master_host"), info.get("master_port")));
        }
    }

    private void eviction() {
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        if (number("maxmemory") > 0 && !policy.equals("noeviction")) {
            throw refused(
                    "must not remove keys by itself, had maxmemory-policy '%s': set noeviction"
                            .formatted(policy));
        }
    }

    private long number(String name) {
        return Long.parseLong(info.getOrDefault(name, "0"));
    }

    private StoreRefusedException refused(String rule) {
        return new StoreRefusedException("store at %s %s".formatted(where, rule), null);
    }
}
