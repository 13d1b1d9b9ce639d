package dev.weft.redis;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.Stores;
import dev.weft.testkit.SimulationContract;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;

/// Each simulation has a server of its own, and a further one after each restart that loses steps.
final class RedisSimulationTest extends SimulationContract {
    private static final Deque<EmbeddedRedis> idle = new ArrayDeque<>();

    RedisSimulationTest() {
        super(40);
    }

    @Override
    public Stores open(LongSupplier clock) {
        EmbeddedRedis server = idle.isEmpty() ? EmbeddedRedis.start() : idle.remove();
        try (var client = TestServer.client(server)) {
            client.flushAll();
        }
        StoreAddress address = TestServer.addressOf(server);
        return new Stores(
                RedisRunStore.open(address, clock),
                RedisBlobStore.open(address, clock),
                new GivingBack(RedisGraphStore.open(address, clock), server));
    }

    @AfterAll
    static void stopServers() {
        idle.forEach(EmbeddedRedis::close);
        idle.clear();
    }

    /// Makes the server free for another simulation when the stores are closed.
    private record GivingBack(GraphStore graphs, EmbeddedRedis server) implements GraphStore {
        @Override
        public void putGraph(String name, byte[] bytes, Duration expiry) {
            graphs.putGraph(name, bytes, expiry);
        }

        @Override
        public Set<String> keepGraphs(Collection<String> names, Duration expiry) {
            return graphs.keepGraphs(names, expiry);
        }

        @Override
        public Optional<byte[]> fetchGraph(String name) {
            return graphs.fetchGraph(name);
        }

        @Override
        public void removeGraph(String name) {
            graphs.removeGraph(name);
        }

        @Override
        public void putConstants(RunKey run, byte[] bytes, Duration expiry) {
            graphs.putConstants(run, bytes, expiry);
        }

        @Override
        public Optional<byte[]> fetchConstants(RunKey run) {
            return graphs.fetchConstants(run);
        }

        @Override
        public void expireConstants(RunKey run, Duration expiry) {
            graphs.expireConstants(run, expiry);
        }

        @Override
        public void close() {
            graphs.close();
            idle.add(server);
        }
    }
}
