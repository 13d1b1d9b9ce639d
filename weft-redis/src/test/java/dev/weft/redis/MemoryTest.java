package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.spi.StoreFullException;
import dev.weft.spi.Stores;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Schedule B13: a store that is full. Values are refused, and what frees others goes on.
final class MemoryTest {
    private static final int MIB = 1024 * 1024;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ValueId VALUE = new ValueId(7, 1, true);

    @Test
    void valuesAreRefusedByAFullStoreAndStepsAreNot() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            checkThatStepsGoOn(server, stores);
        }
    }

    /// Fills the server, and takes steps.
    static void checkThatStepsGoOn(EmbeddedRedis server, Stores stores) {
        RunDriver run = RunSample.of(stores.runs(), DagShapes.layers(1, 3, 1));
        RunDriver second = RunSample.of(stores.runs(), DagShapes.single());
        List<Grant> children = run.done("w1", run.submitted().getFirst());
        second.submitted();
        server.ask("CONFIG", "SET", "maxmemory", "500kb"); // less than it uses
        assertFull(() -> stores.blobs().put(run.key(), VALUE, new byte[MIB], HOUR));
        assertFull(() -> stores.graphs().putConstants(run.key(), new byte[MIB], HOUR));
        assertFull(() -> stores.graphs().putGraph("graph", new byte[MIB], HOUR));
        assertFull(() -> RunSample.of(stores.runs(), DagShapes.single()).submit());
        Work failing = run.started("w1", children.get(0));
        run.failed(failing, Optional.of(Duration.ofMillis(1)));
        assertThat(run.lost(run.started("w2", children.get(1)))).isEmpty();
        assertThat(second.cancel()).isEqualTo(RunStatus.RUNNING);
        assertThat(second.resumed().grants()).hasSize(1);
        run.done("w1", children.get(2));
        server.ask("CONFIG", "SET", "maxmemory", "0");
        stores.blobs().put(run.key(), VALUE, new byte[MIB], HOUR);
    }

    private static void assertFull(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("out of memory")
                .hasMessageContaining("of maxmemory 500.00K");
    }

    /// Graphs and constants are stored apart, and what is executed comes later.
    @Test
    void runThatHasNotBegunTakesTheSameForEveryGraphButForBitsOfItsTasksAndEdges() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            long few = bytesOfRun(server, stores, DagShapes.chain(100));
            long many = bytesOfRun(server, stores, DagShapes.chain(20_000));
            long bits = 65 * 19_900 + 2 * 19_900;
            assertThat(many - few).isBetween(bits / 8, bits / 8 * 5 / 4);
            assertThat(few).isLessThan(8_000);
        }
    }

    private static long bytesOfRun(EmbeddedRedis server, Stores stores, Dag dag) {
        RunDriver run = RunSample.of(stores.runs(), dag);
        run.submitted();
        return server.ask("KEYS", "weft:{" + run.key().id() + "}*").stream()
                .mapToLong(key -> Long.parseLong(server.ask("MEMORY", "USAGE", key).getFirst()))
                .sum();
    }

    @Test
    void valueThatNoKeyCanHoldIsRefusedBeforeItIsSent() {
        try (Stores stores = new RedisStoreProvider().open(TestServer.address())) {
            assertThat(stores.blobs().maxBytes()).isEqualTo(512L * MIB);
            byte[] tooLarge = new byte[512 * MIB + 1];
            assertThatThrownBy(() ->
                            stores.blobs().put(RunDriver.key("large", 1), VALUE, tooLarge, HOUR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("value of task 7 must be <= 536870912 bytes");
            assertThatThrownBy(() ->
                            stores.graphs().putConstants(RunDriver.key("large", 1), tooLarge, HOUR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("constants of run large")
                    .hasMessageContaining("must be <= 536870912 bytes");
            assertThatThrownBy(() -> stores.graphs().putGraph("large", tooLarge, HOUR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("graph large must be <= 536870912 bytes");
        }
    }
}
