package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.WorkerId;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.Stores;
import dev.weft.spi.SubmitAnswer;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.Work;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a bound on parallelism costs, and that a run without one pays nothing for it.
final class BoundedRunTest {
    private static final RunLimits ONE_AT_A_TIME = RunLimits.standard().withParallelism(1);

    private static List<String> parked(EmbeddedRedis server) {
        return server.ask("KEYS", "*:parked");
    }

    /// Executes a run of which one task may be claimed at a time. The driver looks at its state after each step.
    static void checkThatTheRunEnds(EmbeddedRedis server, Stores stores) {
        RunDriver run = RunSample.of(stores.runs(), DagShapes.fanIn(3), ONE_AT_A_TIME);
        RunSample.finish(run, run.submitted());
        assertThat(parked(server)).isEmpty();
    }

    @Test
    void eachTaskIsLetInByTheOneBeforeIt() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            checkThatTheRunEnds(server, stores);
        }
    }

    @Test
    void tasksThatWaitAreKeptAsLongAsTheirRun() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(stores.runs(), DagShapes.fanIn(3), ONE_AT_A_TIME);
            Grant first = run.submitted().getFirst();
            String key = parked(server).getFirst();
            String record = server.ask("KEYS", "*:run").getFirst();
            long millis = Long.parseLong(server.ask("PTTL", record).getFirst());
            assertThat(Long.parseLong(server.ask("PTTL", key).getFirst()))
                    .isBetween(millis - 1_000, millis + 1_000);
            run.cancel();
            assertThat(Long.parseLong(server.ask("PTTL", key).getFirst()))
                    .isPositive()
                    .isLessThan(millis);
            run.resumed();
            assertThat(run.state().parked()).containsExactly(1, 2);
            assertThat(run.state().claims().get(first.task())).isNotNull();
        }
    }

    @Test
    void runWithoutABoundCountsNoClaimsAndHasNoIndexMore() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            RunStore store = stores.runs();
            server.ask("CONFIG", "RESETSTAT"); // opening counts the index of active runs
            RunDriver run = RunSample.of(store, DagShapes.butterfly(3));
            ArrayDeque<Grant> todo = new ArrayDeque<>();
            todo.addAll(((SubmitAnswer.Created) store.submit(run.submission())).roots());
            assertThat(parked(server)).isEmpty();
            while (!todo.isEmpty()) { // without the driver's looks at the state
                Claim claim = todo.remove().claim();
                Work work = new Work(new WorkerId("w"), claim, 1, run.execution());
                store.start(run.startOf(work));
                CommitAnswer answer = store.commit(run.commitOf(work).build());
                todo.addAll(((CommitAnswer.Committed) answer).grants());
            }
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            assertThat(server.ask("INFO", "commandstats").toString())
                    .doesNotContain("cmdstat_zcard")
                    .doesNotContain("cmdstat_zpopmin");
        }
    }
}
