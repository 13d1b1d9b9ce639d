package dev.weft.redis;

import static dev.weft.model.Checks.require;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import dev.weft.spi.StoreAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import redis.clients.jedis.params.SetParams;

/// Keeps values in Redis, one key each, spread over the slots of a cluster. A write is acknowledged
/// by the value's primary, and refused if the server has no memory left for it.
///
/// Safe for many threads.
public final class RedisBlobStore implements BlobStore {
    /// Largest value, in bytes: what one key of Redis can hold.
    static final int MOST_BYTES = 512 * 1024 * 1024;

    private final RedisConnection connection;
    private final TestTime testTime;

    RedisBlobStore(RedisConnection connection) {
        this.connection = connection;
        testTime = new TestTime(connection);
    }

    /// Connects to a store, and checks it.
    ///
    /// @throws dev.weft.spi.StoreRefusedException if values cannot be kept in it
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer
    public static RedisBlobStore open(StoreAddress store) {
        return new RedisBlobStore(RedisConnection.open(store, 1, null));
    }

    /// Connects to a store that takes its time from its caller: for tests alone.
    ///
    /// @param clock microseconds since 1970
    public static RedisBlobStore open(StoreAddress store, LongSupplier clock) {
        return new RedisBlobStore(RedisConnection.open(store, 1, clock));
    }

    /// @throws IllegalArgumentException if the value is larger than [#maxBytes]
    @Override
    public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
        require(
                bytes.length <= MOST_BYTES,
                "value of task %d must be <= %d bytes, was %d",
                value.task(),
                MOST_BYTES,
                bytes.length);
        byte[] key = Keys.value(run, value);
        SetParams ifAbsent = new SetParams().nx().px(Math.max(1, Micros.millisOf(expiry)));
        testTime.removeExpired(key);
        if (connection.call(client -> client.set(key, bytes, ifAbsent)) != null) {
            testTime.note(key, expiry);
        }
    }

    @Override
    public long maxBytes() {
        return MOST_BYTES;
    }

    @Override
    public Optional<byte[]> fetch(RunKey run, ValueId value) {
        byte[] key = Keys.value(run, value);
        return testTime.removeExpired(key)
                ? Optional.empty()
                : Optional.ofNullable(connection.call(client -> client.get(key)));
    }

    @Override
    public Map<ValueId, byte[]> fetch(RunKey run, List<ValueId> values) {
        Map<ValueId, byte[]> found = new HashMap<>();
        if (values.isEmpty()) {
            return found;
        }
        byte[][] keys = keys(run, values);
        for (byte[] key : keys) {
            testTime.removeExpired(key);
        }
        List<byte[]> bytes = connection.call(client -> client.mget(keys));
        for (int i = 0; i < values.size(); i++) {
            byte[] value = bytes.get(i);
            if (value != null) {
                found.put(values.get(i), value);
            }
        }
        return found;
    }

    /// A single server is asked again whether nobody needs them: it may have lost what it was told last.
    @Override
    public void delete(RunKey run, List<ValueId> values) {
        if (values.isEmpty()) {
            return;
        }
        byte[][] keys = keys(run, values);
        if (connection.clients().address().cluster()) {
            connection.call(client -> client.unlink(keys));
        } else {
            byte[][] all =
                    Stream.concat(Stream.of(Keys.run(run)), Stream.of(keys)).toArray(byte[][]::new);
            connection.run(StepName.DISCARD, Steps.ofDiscard(values), all);
        }
    }

    private static byte[][] keys(RunKey run, List<ValueId> values) {
        return values.stream().map(value -> Keys.value(run, value)).toArray(byte[][]::new);
    }

    /// Ends the connections, unless another part of the same store still uses them.
    @Override
    public void close() {
        connection.close();
    }
}
