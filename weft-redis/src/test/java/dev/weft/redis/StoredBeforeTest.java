package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.embedded.AppendMark;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.embedded.Persistence;
import dev.weft.model.RunCode;
import dev.weft.spi.Stores;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A server that loses its last second between the writing of a graph and the submission of its run. With
/// chaos's seed 2, such a run was never executed and never ended.
final class StoredBeforeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final EmbeddedRedisSettings KEEPING =
            EmbeddedRedisSettings.standard()
                    .withPersistence(Persistence.ALWAYS)
                    .withConfigLines("auto-aof-rewrite-percentage 0");

    private static Submit submission(RunDriver run) {
        Submit submit = run.submission();
        return new Submit(
                submit.run(),
                submit.shapeHash(),
                submit.contentHash(),
                submit.tasks(),
                submit.edges(),
                submit.sink(),
                submit.roots(),
                submit.fencedRoots(),
                submit.limits(),
                new RunCode("archive", "graph"),
                submit.submittedBy(),
                true);
    }

    private static void store(Stores stores, RunDriver run) {
        stores.graphs().putGraph("graph", new byte[10], HOUR);
        stores.graphs().putConstants(run.key(), new byte[10], HOUR);
    }

    @Test
    void noRunIsCreatedWithoutItsGraph() {
        try (EmbeddedRedis server = EmbeddedRedis.start(KEEPING);
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(stores.runs(), DagShapes.single());
            AppendMark before = server.mark();
            store(stores, run);
            server.restartFrom(before);

            assertThat(stores.runs().submit(submission(run)))
                    .isInstanceOf(SubmitAnswer.NotStored.class);
            assertThat(stores.runs().find(run.key().id())).isEmpty();
            assertThat(stores.runs().activeRuns()).isEmpty();

            store(stores, run);
            assertThat(stores.runs().submit(submission(run)))
                    .isInstanceOf(SubmitAnswer.Created.class);
            assertThat(stores.runs().activeRuns()).containsExactly(run.key());
        }
    }

    @Test
    void neitherWithoutItsConstantsButOneThatIsThereIsFound() {
        try (Stores stores = new RedisStoreProvider().open(TestServer.emptied())) {
            RunDriver run = RunSample.of(stores.runs(), DagShapes.single());
            stores.graphs().putGraph("graph", new byte[10], HOUR);
            assertThat(stores.runs().submit(submission(run)))
                    .isInstanceOf(SubmitAnswer.NotStored.class);
            stores.graphs().putConstants(run.key(), new byte[10], HOUR);
            assertThat(stores.runs().submit(submission(run)))
                    .isInstanceOf(SubmitAnswer.Created.class);
            TestServer.client().del(Keys.constants(run.key()));
            assertThat(stores.runs().submit(submission(run)))
                    .isInstanceOf(SubmitAnswer.Created.class);
        }
    }
}
