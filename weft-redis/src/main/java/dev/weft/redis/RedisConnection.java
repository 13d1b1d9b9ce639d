package dev.weft.redis;

import dev.weft.spi.StoreAddress;
import dev.weft.spi.StoreFullException;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.UnknownNumberException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// The way to one store, shared by those that were opened together: it is closed when the last of
/// them is.
///
/// Safe for many threads. A call without an answer is repeated, with growing pauses, for about two
/// seconds: every step may be. An interrupt ends only the pause between two tries; else it is kept
/// for whoever waits next.
final class RedisConnection {
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final Clients clients;
    private final UnifiedJedis steps;
    private final UnifiedJedis reads;
    private final Answering answering;
    private final @Nullable LongSupplier clock;
    private final LongAdder roundTrips = new LongAdder();
    private final AtomicInteger users;
    private final long openedMicros;

    private RedisConnection(
            Clients clients, int users, Answering answering, @Nullable LongSupplier clock) {
        this.clients = clients;
        this.users = new AtomicInteger(users);
        this.answering = answering;
        this.clock = clock;
        steps = clients.client(true);
        reads = clients.client(false);
        openedMicros = clock == null ? 0 : clock.getAsLong();
    }

    /// Connects and checks the store.
    ///
    /// @param users how many will close it
    /// @param clock from the testkit alone: the store's time, in place of the server's
    static RedisConnection open(StoreAddress store, int users, @Nullable LongSupplier clock) {
        Clients clients = new Clients(store);
        Answering answering = new Answering(Opening.uptimeSeconds(clients));
        return new RedisConnection(clients, users, answering, clock);
    }

    /// Takes a step whose answer is packed with `cmsgpack`.
    Unpack run(StepName name, byte[] step, byte[]... keys) {
        return new Unpack(take(name, step, keys));
    }

    /// Takes a step.
    ///
    /// @param keys all in one slot
    byte[] take(StepName name, byte[] step, byte[]... keys) {
        List<byte[]> arguments =
                clock == null
                        ? List.of(step)
                        : List.of(step, Keys.utf8(Long.toString(clock.getAsLong())));
        List<byte[]> names = List.of(keys);
        return (byte[]) call(client -> run(client, name, names, arguments));
    }

    private static Object run(
            UnifiedJedis client, StepName name, List<byte[]> keys, List<byte[]> arguments) {
        try {
            return client.fcall(name.function(), keys, arguments);
        } catch (JedisDataException e) {
            if (!Errors.isUnknownFunction(e)) {
                throw e;
            }
            Clients.load(client, keys.getFirst());
            return client.fcall(name.function(), keys, arguments);
        }
    }

    /// Asks the store something that may be asked again.
    ///
    /// @throws StoreUnavailableException if there was no answer
    <T extends @Nullable Object> T call(Function<UnifiedJedis, T> command) {
        boolean interrupted = Thread.interrupted();
        try {
            if (users.get() <= 0) {
                throw new IllegalStateException("store must be open, was closed");
            }
            Patience patience = new Patience();
            while (true) {
                try {
                    roundTrips.increment();
                    T answer = command.apply(steps);
                    answering.answered();
                    return answer;
                } catch (JedisException e) {
                    interrupted |= Thread.interrupted();
                    patience.waitAfter(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// How long one call goes on trying.
    private final class Patience {
        private final long endNanos = System.nanoTime() + Clients.PATIENCE.toNanos();
        private long pauseMillis;

        void waitAfter(JedisException e) {
            if (e instanceof JedisDataException error) {
                if (!Errors.isPassing(error)) {
                    throw translated(error);
                }
            } else {
                answering.failed();
                Clients.dropIdle(steps);
            }
            if (System.nanoTime() - endNanos >= 0 || !pause()) {
                throw new StoreUnavailableException(
                        "no answer from the store at %s: %s".formatted(where(), Errors.reason(e)),
                        e);
            }
        }

        private boolean pause() {
            try {
                Thread.sleep(pauseMillis);
                pauseMillis = Math.clamp(2 * pauseMillis, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private RuntimeException translated(JedisDataException error) {
        if (Errors.isOutOfMemory(error)) {
            return new StoreFullException(
                    "store at %s is out of memory (%s): give it more, or remove what else is in it"
                            .formatted(where(), Opening.memory(clients)),
                    error);
        }
        Optional<UnknownNumberException> bad = Errors.badNumber(error);
        return bad.isPresent() ? bad.get() : Errors.refused(where(), error);
    }

    Clients clients() {
        return clients;
    }

    /// A client for reads that wait for something to happen.
    UnifiedJedis reads() {
        return reads;
    }

    /// For how long the store has been answering, in microseconds.
    long answeringMicros() {
        return clock == null ? answering.micros() : clock.getAsLong() - openedMicros;
    }

    /// The store's time where it is the testkit's; 0 where it is the server's, which removes what
    /// has expired by itself.
    long testTimeMicros() {
        return clock == null ? 0 : clock.getAsLong();
    }

    boolean hasTestTime() {
        return clock != null;
    }

    /// How often somebody has waited for the store, blocking reads aside.
    long roundTrips() {
        return roundTrips.sum();
    }

    String where() {
        return clients.address().where();
    }

    /// Closes the connections once all users have done so.
    void close() {
        if (users.decrementAndGet() == 0) {
            steps.close();
            reads.close();
        }
    }
}
