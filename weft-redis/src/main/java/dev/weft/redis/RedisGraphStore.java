package dev.weft.redis;

import static dev.weft.model.Checks.require;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import dev.weft.spi.StoreAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import redis.clients.jedis.args.ExpiryOption;
import redis.clients.jedis.params.SetParams;

/// Keeps graphs and constants in Redis, one key each.
///
/// Safe for many threads.
public final class RedisGraphStore implements GraphStore {
    private final RedisConnection connection;
    private final TestTime testTime;

    RedisGraphStore(RedisConnection connection) {
        this.connection = connection;
        testTime = new TestTime(connection);
    }

    /// Connects to a store, and checks it.
    ///
    /// @throws dev.weft.spi.StoreRefusedException if graphs cannot be kept in it
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer
    public static RedisGraphStore open(StoreAddress store) {
        return new RedisGraphStore(RedisConnection.open(store, 1, null));
    }

    /// Connects to a store that takes its time from its caller: for tests alone.
    ///
    /// @param clock microseconds since 1970
    public static RedisGraphStore open(StoreAddress store, LongSupplier clock) {
        return new RedisGraphStore(RedisConnection.open(store, 1, clock));
    }

    /// @throws IllegalArgumentException if the graph is larger than a key can be
    @Override
    public void putGraph(String name, byte[] bytes, Duration expiry) {
        check("graph " + name, bytes);
        byte[] key = Keys.graph(name);
        if (!putIfAbsent(key, bytes, expiry)) {
            keep(key, expiry);
        }
    }

    /// A round trip each, and a second one for those that are not there or kept for longer anyway.
    @Override
    public Set<String> keepGraphs(Collection<String> names, Duration expiry) {
        Set<String> missing = new LinkedHashSet<>();
        for (String name : names) {
            byte[] key = Keys.graph(name);
            testTime.removeExpired(key);
            if (!keep(key, expiry) && !connection.call(client -> client.exists(key))) {
                missing.add(name);
            }
        }
        return missing;
    }

    /// @return whether it was there, and would have expired earlier
    private boolean keep(byte[] key, Duration expiry) {
        long millis = millisOf(expiry);
        boolean longer =
                connection.call(client -> client.pexpire(key, millis, ExpiryOption.GT)) == 1;
        testTime.noteLonger(key, expiry);
        return longer;
    }

    @Override
    public Optional<byte[]> fetchGraph(String name) {
        return fetch(Keys.graph(name));
    }

    @Override
    public void removeGraph(String name) {
        connection.call(client -> client.del(Keys.graph(name)));
    }

    /// @throws IllegalArgumentException if the constants are larger than a key can be
    @Override
    public void putConstants(RunKey run, byte[] bytes, Duration expiry) {
        check("constants of run " + run, bytes);
        putIfAbsent(Keys.constants(run), bytes, expiry);
    }

    @Override
    public void expireConstants(RunKey run, Duration expiry) {
        byte[] key = Keys.constants(run);
        long millis = millisOf(expiry);
        testTime.removeExpired(key);
        if (connection.call(client -> client.pexpire(key, millis)) == 1) {
            testTime.note(key, expiry);
        }
    }

    @Override
    public Optional<byte[]> fetchConstants(RunKey run) {
        return fetch(Keys.constants(run));
    }

    /// A server ends the connection of whoever sends more, without a word.
    private static void check(String what, byte[] bytes) {
        require(
                bytes.length <= RedisBlobStore.MOST_BYTES,
                "%s must be <= %d bytes, was %d: let tasks read what is large from elsewhere",
                what,
                RedisBlobStore.MOST_BYTES,
                bytes.length);
    }

    private boolean putIfAbsent(byte[] key, byte[] bytes, Duration expiry) {
        SetParams ifAbsent = new SetParams().nx().px(millisOf(expiry));
        testTime.removeExpired(key);
        boolean written = connection.call(client -> client.set(key, bytes, ifAbsent)) != null;
        if (written) {
            testTime.note(key, expiry);
        }
        return written;
    }

    private static long millisOf(Duration expiry) {
        return Math.max(1, Micros.millisOf(expiry));
    }

    private Optional<byte[]> fetch(byte[] key) {
        return testTime.removeExpired(key)
                ? Optional.empty()
                : Optional.ofNullable(connection.call(client -> client.get(key)));
    }

    /// Ends the connections, unless another part of the same store still uses them.
    @Override
    public void close() {
        connection.close();
    }
}
