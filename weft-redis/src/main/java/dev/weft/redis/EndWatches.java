package dev.weft.redis;

import dev.weft.model.RunKey;
import dev.weft.spi.RunStore.EndListener;
import dev.weft.spi.RunStore.EndWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/// Tells of runs that end. One thread listens on the channel from the first watch on until the
/// store is closed, and listens again after a lost connection; what is said in between is missed.
///
/// Safe for many threads.
final class EndWatches implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EndWatches.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Clients clients;
    private final List<EndListener> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch hears = new CountDownLatch(1);
    private @Nullable Thread listener;
    private @Nullable Connection connection;
    private boolean closed;

    EndWatches(Clients clients) {
        this.clients = clients;
    }

    /// Returns as soon as ends are heard of, or after two seconds without an answer.
    EndWatch watch(EndListener listens) {
        told.add(listens);
        begin();
        try {
            boolean heard = hears.await(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!heard) {
                log.debug("ends of runs are not heard of yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return () -> told.remove(listens);
    }

    private synchronized void begin() {
        if (listener == null && !closed) {
            listener = Thread.ofPlatform().daemon().name("weft-redis-ends").start(this::listenOn);
        }
    }

    private void listenOn() {
        while (!isClosed()) {
            try {
                listen();
            } catch (JedisException e) {
                log.debug("ends of runs are not heard of for a while", e);
                pause();
            }
        }
    }

    private void listen() {
        try (Connection open = clients.connectForEver()) {
            if (hold(open)) {
                new Ends().proceed(open, Keys.ENDED);
            }
        }
    }

    /// @return false if nobody wants to listen any more
    private synchronized boolean hold(Connection open) {
        connection = open;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // from close: the loop ends
        }
    }

    private final class Ends extends JedisPubSub {
        @Override
        public void onSubscribe(String channel, int channels) {
            hears.countDown();
        }

        /// `{id}:incarnation:epoch`
        @Override
        public void onMessage(String channel, String message) {
            String run = message.substring(1, message.lastIndexOf(':')).replace("}", "");
            int epoch = Integer.parseInt(message.substring(message.lastIndexOf(':') + 1));
            RunKey key = Keys.ofMember(run);
            for (EndListener listens : told) {
                tell(listens, key, epoch);
            }
        }

        private void tell(EndListener listens, RunKey run, int epoch) {
            try {
                listens.ended(run, epoch);
            } catch (RuntimeException e) {
                log.warn("run {} has ended, and whoever was told has failed", run, e);
            }
        }
    }

    @Override
    public void close() {
        Thread ending = end();
        if (ending != null) {
            ending.interrupt();
            try {
                ending.join(Clients.PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// @return who is listening
    private synchronized @Nullable Thread end() {
        closed = true;
        told.clear();
        if (connection != null) {
            try {
                connection.forceDisconnect();
            } catch (IOException e) {
                log.debug("a connection could not be closed", e);
            }
        }
        return listener;
    }
}
