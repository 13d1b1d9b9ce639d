package dev.weft.redis;

import dev.weft.spi.StoreAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/// Makes clients of one store. Connections are made when they are needed, and the password is asked
/// for at each.
final class Clients {
    /// How long connecting, and then an answer, may take.
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /// How long one blocking read waits at most.
    static final Duration LONGEST_READ = Duration.ofSeconds(1);

    private static final int MOST_CONNECTIONS = 64;

    private final RedisAddress address;
    private final JedisClientConfig config;

    Clients(StoreAddress store) {
        address = RedisAddress.parse(store.uri());
        config = config(address, store);
    }

    private static JedisClientConfig config(RedisAddress address, StoreAddress store) {
        DefaultJedisClientConfig.Builder builder =
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .connectionTimeoutMillis((int) PATIENCE.toMillis())
                        .socketTimeoutMillis((int) PATIENCE.toMillis())
                        .blockingSocketTimeoutMillis((int) PATIENCE.plus(LONGEST_READ).toMillis());
        Supplier<String> password = store.password().orElse(null);
        if (password != null) {
            builder.credentialsProvider(() -> credentials(address, password));
        }
        if (address.tls()) {
            builder.sslOptions(
                    store.trust().map(TrustedCertificates::of).orElse(SslOptions.defaults()));
        }
        return builder.build();
    }

    private static DefaultRedisCredentials credentials(
            RedisAddress address, Supplier<String> password) {
        return new DefaultRedisCredentials(address.user().orElse(null), password.get());
    }

    RedisAddress address() {
        return address;
    }

    /// A connection of its own to one node; the caller closes it.
    Connection connect(HostAndPort node) {
        return new Connection(node, config);
    }

    /// A connection to any node on which reads wait without end, until somebody closes it.
    Connection connectForEver() {
        JedisClientConfig patient =
                DefaultJedisClientConfig.builder()
                        .from(config)
                        .blockingSocketTimeoutMillis(0)
                        .build();
        JedisException last = null;
        for (HostAndPort node : address.nodes()) {
            try {
                return new Connection(node, patient);
            } catch (JedisException e) {
                last = e;
            }
        }
        throw last == null ? new JedisException("no node is named") : last;
    }

    /// A client for many threads.
    ///
    /// @param waits whether a caller waits for a connection if all are in use
    UnifiedJedis client(boolean waits) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setJmxEnabled(false);
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setMaxIdle(MOST_CONNECTIONS);
        pool.setBlockWhenExhausted(waits);
        pool.setMaxWait(PATIENCE);
        if (!address.cluster()) {
            return RedisClient.builder()
                    .hostAndPort(address.nodes().getFirst())
                    .clientConfig(config)
                    .poolConfig(pool)
                    .build();
        }
        return RedisClusterClient.builder()
                .nodes(Set.copyOf(address.nodes()))
                .clientConfig(config)
                .poolConfig(pool)
                .maxTotalRetriesDuration(PATIENCE)
                .build();
    }

    /// Loads our functions into the node that has a key. If another client does so at the same
    /// time, it is with the same.
    static void load(UnifiedJedis client, byte[] key) {
        if (client instanceof RedisClusterClient cluster) {
            int slot = JedisClusterCRC16.getSlot(key);
            try (Connection node = cluster.getConnectionFromSlot(slot)) {
                node.sendCommand(Command.FUNCTION, "LOAD", "REPLACE", Library.TEXT);
                node.getOne();
            }
        } else {
            client.functionLoadReplace(Library.TEXT);
        }
    }

    /// Closes connections that are not in use: after an outage none of them is of use.
    static void dropIdle(@Nullable UnifiedJedis client) {
        switch (client) {
            case RedisClient single -> single.getPool().clear();
            case RedisClusterClient cluster ->
                    cluster.getClusterNodes().values().forEach(ConnectionPool::clear);
            case null, default -> {
                // there is no other kind
            }
        }
    }
}
