package dev.weft.redis;

import java.time.Duration;

/// The time to live of values where the store's time is the testkit's: the server's own expiry
/// knows nothing of it, so a second key says when a value has expired. Does nothing otherwise.
final class TestTime {
    private final RedisConnection connection;

    TestTime(RedisConnection connection) {
        this.connection = connection;
    }

    /// Notes when a value that was written just now expires.
    void note(byte[] key, Duration expiry) {
        if (connection.hasTestTime()) {
            long end = connection.testTimeMicros() + Micros.of(expiry);
            byte[] value = Keys.utf8(Long.toString(end));
            connection.call(client -> client.set(until(key), value));
        }
    }

    /// Notes that a value is kept for longer, if it is longer.
    void noteLonger(byte[] key, Duration expiry) {
        if (connection.hasTestTime()
                && endMicros(key) < connection.testTimeMicros() + Micros.of(expiry)) {
            note(key, expiry);
        }
    }

    /// Removes a value that has expired.
    ///
    /// @return whether it had
    boolean removeExpired(byte[] key) {
        if (!connection.hasTestTime()) {
            return false;
        }
        if (endMicros(key) > connection.testTimeMicros()) {
            return false;
        }
        connection.call(client -> client.unlink(new byte[][] {key, until(key)}));
        return true;
    }

    private long endMicros(byte[] key) {
        byte[] end = connection.call(client -> client.get(until(key)));
        return end == null ? Long.MAX_VALUE : Long.parseLong(Keys.text(end));
    }

    private static byte[] until(byte[] key) {
        return Keys.utf8(Keys.text(key) + ":until");
    }
}
