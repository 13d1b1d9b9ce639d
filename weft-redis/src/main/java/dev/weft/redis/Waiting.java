package dev.weft.redis;

import dev.weft.model.RunKey;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XReadParams;

/// Waits for something to happen in a run. The record is the truth; a stream is read without taking
/// anything from it, on a connection of its own, only to hear sooner that it is worth asking again.
///
/// An interrupt ends a wait early and leaves the thread interrupted.
final class Waiting {
    private static final StreamEntryID BEGINNING = new StreamEntryID(0, 0);

    private final RedisConnection connection;

    Waiting(RedisConnection connection) {
        this.connection = connection;
    }

    /// Waits until the run has ended.
    <T> T forEnd(RunKey run, Duration atMost, Supplier<T> look, Condition<T> condition) {
        return until(Keys.bell(run), BEGINNING, atMost, look, condition);
    }

    /// Waits until there is an event.
    ///
    /// @param from its number at the least
    <T> T forEvent(
            RunKey run, long from, Duration atMost, Supplier<T> look, Condition<T> condition) {
        StreamEntryID before = new StreamEntryID(0, from - 1);
        return until(Keys.events(run), before, atMost, look, condition);
    }

    /// Whether there is nothing more to wait for.
    interface Condition<T> {
        boolean isMet(T found);
    }

    private <T> T until(
            String stream,
            StreamEntryID after,
            Duration atMost,
            Supplier<T> look,
            Condition<T> condition) {
        long start = System.nanoTime();
        while (true) {
            T found = look.get();
            Duration left = atMost.minusNanos(System.nanoTime() - start);
            boolean over = !left.isPositive() || Thread.currentThread().isInterrupted();
            if (over || condition.isMet(found)) {
                return found;
            }
            listen(stream, after, left);
        }
    }

    /// Returns when there is something in the stream, and after a second at the latest.
    private void listen(String stream, StreamEntryID after, Duration atMost) {
        Duration most = atMost.compareTo(Clients.LONGEST_READ) < 0 ? atMost : Clients.LONGEST_READ;
        long start = System.nanoTime();
        try {
            int millis = (int) Math.max(1, most.toMillis());
            XReadParams first = XReadParams.xReadParams().count(1).block(millis);
            connection.reads().xreadAsMap(first, Map.of(stream, after));
        } catch (JedisException e) {
            // No connection is free, or none is to be had: look again as if nothing had happened.
            sleep(most.minusNanos(System.nanoTime() - start));
        }
    }

    private static void sleep(Duration time) {
        try {
            if (time.isPositive()) {
                Thread.sleep(time);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
