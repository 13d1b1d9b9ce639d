package dev.weft.redis;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import dev.weft.spi.StoreAddress;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.args.ExpiryOption;
import redis.clients.jedis.params.SetParams;

/// Keeps graphs and constants in Redis, one key each.
///
/// Safe for many threads.
public final class RedisGraphStore implements GraphStore {
    private final RedisConnection connection;

    RedisGraphStore(RedisConnection connection) {
        this.connection = connection;
    }

    /// Connects to a store, and checks it.
    ///
    /// @throws dev.weft.spi.StoreRefusedException if graphs cannot be kept in it
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer
    public static RedisGraphStore open(StoreAddress store) {
        return new RedisGraphStore(RedisConnection.open(store, 1, null));
    }

    @Override
    public void putGraph(String name, byte[] bytes, Duration expiry) {
        byte[] key = Keys.graph(name);
        long millis = Math.max(1, Micros.millisOf(expiry));
        if (!putIfAbsent(key, bytes, millis)) {
            connection.call(client -> client.pexpire(key, millis, ExpiryOption.GT));
        }
    }

    @Override
    public Optional<byte[]> fetchGraph(String name) {
        return fetch(Keys.graph(name));
    }

    @Override
    public void putConstants(RunKey run, byte[] bytes, Duration expiry) {
        putIfAbsent(Keys.constants(run), bytes, Math.max(1, Micros.millisOf(expiry)));
    }

    @Override
    public Optional<byte[]> fetchConstants(RunKey run) {
        return fetch(Keys.constants(run));
    }

    private boolean putIfAbsent(byte[] key, byte[] bytes, long millis) {
        SetParams ifAbsent = new SetParams().nx().px(millis);
        return connection.call(client -> client.set(key, bytes, ifAbsent)) != null;
    }

    private Optional<byte[]> fetch(byte[] key) {
        return Optional.ofNullable(connection.call(client -> client.get(key)));
    }

    /// Ends the connections, unless another part of the same store still uses them.
    @Override
    public void close() {
        connection.close();
    }
}
