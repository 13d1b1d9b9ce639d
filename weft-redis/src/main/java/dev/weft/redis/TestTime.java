package dev.weft.redis;

import java.time.Duration;

/// The time to live of values where the store's time is the testkit's: the server's own expiry knows
/// nothing of it, so a second key says when a value has expired. Does nothing otherwise.
final class TestTime {
    private final RedisConnection connection;

    TestTime(RedisConnection connection) {
        this.connection = connection;
    }

    /// Notes when a value that was written just now expires.
    void note(byte[] key, Duration expiry) {
        if (connection.hasTestTime()) {
            long end = connection.testTimeMicros() + Micros.of(expiry);
            connection.call(client -> client.set(until(key), Keys.utf8(Long.toString(end))));
        }
    }

    /// Removes a value that has expired.
    ///
    /// @return whether it had
    boolean removeExpired(byte[] key) {
        if (!connection.hasTestTime()) {
            return false;
        }
        byte[] end = connection.call(client -> client.get(until(key)));
        if (end == null || Long.parseLong(Keys.text(end)) > connection.testTimeMicros()) {
            return false;
        }
        connection.call(client -> client.unlink(key, until(key)));
        return true;
    }

    private static byte[] until(byte[] key) {
        return Keys.utf8(Keys.text(key) + ":until");
    }
}
