package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.embedded.AppendMark;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.embedded.Persistence;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.spi.Stores;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.Work;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Schedule A5 on a single server: values are deleted as soon as nobody needs them, and a server that has
/// lost why does not delete them.
final class DiscardTest {
    /// With `EVERY_SECOND` a busy disk lets the file lag behind the answers, and a mark with it.
    private static final EmbeddedRedisSettings KEEPING =
            EmbeddedRedisSettings.standard()
                    .withPersistence(Persistence.ALWAYS)
                    .withConfigLines("auto-aof-rewrite-percentage 0");

    /// The value that task 0 of a chain has in the blob store, and who is to read it.
    private record Large(ValueId id, Grant reader) {}

    private static Large large(Stores stores, RunDriver run) {
        Work root = run.started("w1", run.submitted().getFirst());
        ValueId id = new ValueId(0, root.execution(), true);
        stores.blobs().put(run.key(), id, new byte[100_000], Duration.ofHours(1));
        return new Large(id, run.committed(run.commitOf(root).spread()).grants().getFirst());
    }

    private static boolean isThere(Stores stores, RunDriver run, ValueId value) {
        return stores.blobs().fetch(run.key(), value).isPresent();
    }

    private static RunDriver chain(Stores stores) {
        RunLimits limits = RunLimits.standard().withLossWindow(stores.runs().lossWindow());
        return RunSample.of(stores.runs(), DagShapes.chain(3), limits);
    }

    @Test
    void aValueIsHandedOutForDeletionAtOnceByAServerThatKeepsAFile() {
        try (EmbeddedRedis server = EmbeddedRedis.start(KEEPING);
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            RunDriver run = chain(stores);
            Large large = large(stores, run);
            stores.blobs().delete(run.key(), List.of(large.id()));
            assertThat(isThere(stores, run, large.id())).as("one that is needed").isTrue();
            Work reader = run.started("w1", large.reader());
            List<ValueId> garbage = run.committed(reader).garbage();
            assertThat(garbage).containsExactly(large.id());
            stores.blobs().delete(run.key(), garbage);
            assertThat(isThere(stores, run, large.id())).isFalse();
        }
    }

    @Test
    void aServerThatHasLostWhyAValueIsNotNeededKeepsIt() {
        try (EmbeddedRedis server = EmbeddedRedis.start(KEEPING);
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            RunDriver run = chain(stores);
            Large large = large(stores, run);
            AppendMark before = server.mark();
            List<ValueId> garbage = run.committed(run.started("w1", large.reader())).garbage();
            assertThat(garbage).containsExactly(large.id());

            server.restartFrom(before);
            stores.blobs().delete(run.key(), garbage);
            assertThat(isThere(stores, run, large.id())).isTrue();
            RunSample.finish(run, List.of(large.reader()));
        }
    }

    @Test
    void aResultOfALaterHistoryIsNotDeletedByAnAnswerOfAFormerOne() {
        try (EmbeddedRedis server = EmbeddedRedis.start(KEEPING);
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(stores.runs(), DagShapes.single(), RunLimits.standard());
            Work sink = run.started("w1", run.submitted().getFirst());
            ValueId result = new ValueId(0, sink.execution(), true);
            stores.blobs().put(run.key(), result, new byte[100_000], Duration.ofHours(1));
            run.committed(run.commitOf(sink).spread());
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            stores.blobs().delete(run.key(), List.of(result));
            assertThat(isThere(stores, run, result)).isTrue();
        }
    }
}
