package dev.weft.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Stores;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/// What is left in a server, for how long, and how it is found. Real time, a server of its own.
final class KeysTest {
    private static final RunLimits SHORT =
            RunLimits.standard()
                    .withRetention(Duration.ofSeconds(1))
                    .withLease(Duration.ofMillis(300))
                    .withDispatch(Duration.ofMillis(300))
                    .withHardEnd(Duration.ofSeconds(20));

    private static Map<String, Long> timesToLive(EmbeddedRedis server) {
        Map<String, Long> millis = new TreeMap<>();
        for (String key : server.ask("KEYS", "*")) {
            millis.put(key, Long.parseLong(server.ask("PTTL", key).getFirst()));
        }
        return millis;
    }

    /// Takes every step once, so that every key is there.
    private static void takeEveryStep(Stores stores, RunDriver run) {
        List<Grant> roots = run.submitted();
        run.held(run.started("w1", roots.get(0)));
        Work second = run.started("w2", roots.get(1));
        run.grown(second, 3, 3);
        run.commit(run.commitOf(second).spread().chunk(0, 0, 1, false).build());
        run.commit(run.commitOf(second.as(run.execution())).spread().build());
        run.failed(run.started("w3", roots.get(2)), Optional.of(Duration.ofHours(1)));
        run.failed(run.started("w4", roots.get(3)), Optional.empty());
        run.reaped();
        stores.blobs().put(run.key(), new ValueId(1, 2, true), new byte[9], Duration.ofHours(1));
        stores.graphs().putGraph("graph", new byte[9], Duration.ofHours(1));
        stores.graphs().putConstants(run.key(), new byte[9], Duration.ofHours(1));
    }

    @Test
    void everyKeyHasATimeToLiveAfterWhateverStep() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            RunDriver run = checkTimesToLive(server, stores);
            run.cancel();
            assertThat(timesToLive(server))
                    .allSatisfy((key, millis) -> assertThat(millis).as(key).isPositive());
            assertThat(server.ask("INFO", "commandstats").toString())
                    .doesNotContain("cmdstat_scan")
                    .doesNotContain("cmdstat_hscan")
                    .doesNotContain("cmdstat_sscan")
                    .contains("cmdstat_keys:calls=2,"); // ours, in this test
        }
    }

    /// Takes every step in a run that goes on, and looks at all keys.
    static RunDriver checkTimesToLive(EmbeddedRedis server, Stores stores) {
        RunLimits goesOn = RunLimits.standard().withGoOn(true);
        RunDriver run = RunSample.of(stores.runs(), DagShapes.layers(5, 3, 1), goesOn);
        takeEveryStep(stores, run);
        Map<String, Long> living = timesToLive(server);
        assertThat(living)
                .hasSizeGreaterThan(20)
                .allSatisfy((key, millis) -> assertThat(millis).as(key).isPositive());
        return run;
    }

    @Test
    void keysOfARunLiveAsLongAsItsLastDeadlineAndTheRetention() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            checkLifeOfARun(server, stores);
        }
    }

    /// Lets the last deadline of a run be later than its retention, and looks at its keys.
    static void checkLifeOfARun(EmbeddedRedis server, Stores stores) {
        RunLimits limits =
                RunLimits.standard()
                        .withRetention(Duration.ofMinutes(1))
                        .withLease(Duration.ofMinutes(1));
        RunDriver run = RunSample.of(stores.runs(), DagShapes.fanIn(2), limits);
        List<Grant> roots = run.submitted();
        run.started("w1", roots.get(0));
        run.failed(run.started("w2", roots.get(1)), Optional.of(Duration.ofHours(3)));
        timesToLive(server)
                .forEach((key, millis) ->
                        assertThat(Duration.ofMillis(millis))
                                .as(key)
                                .isGreaterThan(Duration.ofHours(3).plusSeconds(55)));
    }

    @Test
    void abandonedRunLeavesNothingAndLateWritersBringNothingBack() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                RedisRunStore store = RedisRunStore.open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(store, DagShapes.chain(3), SHORT);
            Work late = run.started("w1", run.submitted().getFirst());
            Commit commit = run.commitOf(late).spread().build();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> server.ask("KEYS", "weft:{*").isEmpty());
            assertThat(store.commit(commit)).isInstanceOf(CommitAnswer.Over.class);
            assertThat(store.activeRuns()).isEmpty();
            assertThat(server.ask("KEYS", "weft:{*")).isEmpty();
        }
    }

    @Test
    void doneRunKeepsItsRecordAndItsEventsForTheRetention() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                RedisRunStore store = RedisRunStore.open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(store, DagShapes.diamond(), SHORT);
            RunSample.finish(run, run.submitted());
            String prefix = "weft:{" + run.key().id() + "}";
            String incarnation = prefix + ":" + Keys.incarnation(run.key()) + ":";
            assertThat(server.ask("KEYS", "*"))
                    .containsExactlyInAnyOrder(
                            prefix,
                            incarnation + "run",
                            incarnation + "events",
                            incarnation + "bell");
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> server.ask("KEYS", "*").isEmpty());
        }
    }

    @Test
    void runThatHasGrownKeepsWhatItHasGrownByForTheRetention() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                RedisRunStore store = RedisRunStore.open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(store, DagShapes.diamond(), SHORT);
            Work root = run.started("w1", run.submitted().getFirst());
            run.grown(root, 3, 3);
            RunSample.finish(run, run.committed(root).grants());
            assertThat(server.ask("KEYS", "*:growths")).hasSize(1);
            assertThat(server.ask("KEYS", "*:origins")).isEmpty();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> server.ask("KEYS", "*").isEmpty());
        }
    }

    /// A million tasks more are no bytes more until edges arrive at them.
    @Test
    void growthAloneTakesNoSpace() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                RedisRunStore store = RedisRunStore.open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(store, DagShapes.diamond());
            Work root = run.started("w1", run.submitted().getFirst());
            long before = edgesBytes(server);
            long trips = store.roundTrips();
            store.grow(run.growOf(root, 1_000_000, 3_000_000));
            assertThat(store.roundTrips() - trips).isEqualTo(1);
            assertThat(edgesBytes(server)).isEqualTo(before);
        }
    }

    /// Bytes of the string with the edges.
    private static long edgesBytes(EmbeddedRedis server) {
        String key = server.ask("KEYS", "*:edges").getFirst();
        return Long.parseLong(server.ask("STRLEN", key).getFirst());
    }

    @Test
    void productNeverSendsATime() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            server.ask("CONFIG", "SET", "slowlog-log-slower-than", "0", "slowlog-max-len", "10000");
            server.ask("SLOWLOG", "RESET");
            RunDriver run =
                    RunSample.of(
                            stores.runs(),
                            DagShapes.layers(5, 3, 1),
                            RunLimits.standard().withGoOn(true));
            takeEveryStep(stores, run);
            run.cancel();
            run.resumed();
            assertThat(stores.runs().progress(run.key())).isPresent();
            assertThat(calls(server))
                    .isNotEmpty()
                    .allSatisfy(call -> {
                        int keys = Integer.parseInt(call.get(2));
                        assertThat(call).as("name, keys and one argument").hasSize(3 + keys + 1);
                    });
        }
    }

    /// The arguments of each call of a function.
    private static List<List<String>> calls(EmbeddedRedis server) {
        List<List<String>> calls = new ArrayList<>();
        try (RedisClient client = TestServer.client(server)) {
            Object log =
                    client.executeCommand(
                            new CommandArguments(Protocol.Command.SLOWLOG).add("GET").add("10000"));
            for (Object entry : (List<?>) log) {
                List<String> words = new ArrayList<>();
                for (Object word : (List<?>) ((List<?>) entry).get(3)) {
                    words.add(new String((byte[]) word, ISO_8859_1));
                }
                if (words.getFirst().equalsIgnoreCase("FCALL")) {
                    calls.add(words);
                }
            }
        }
        return calls;
    }
}
