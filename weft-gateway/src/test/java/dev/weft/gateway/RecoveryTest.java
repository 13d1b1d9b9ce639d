package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryGraphStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.Claim;
import dev.weft.model.Output;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Invocation;
import dev.weft.spi.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What looks after runs, on the in-memory store: [Recovery] and [Losses].
class RecoveryTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final WorkerId WORKER = new WorkerId("w1");

    private final AtomicInteger silent = new AtomicInteger();
    private final Set<RunKey> broken = ConcurrentHashMap.newKeySet();
    private final InMemoryRunStore runs = new InMemoryRunStore();
    private final InMemoryBlobStore blobs = new InMemoryBlobStore();
    private final Stores stores =
            new Stores(FlakyRunStore.of(runs, silent, broken), blobs, new InMemoryGraphStore());
    private final RecordingInvoker invoker = new RecordingInvoker();
    private final Recovery recovery = new Recovery(stores, invoker);
    private final Losses losses = new Losses(stores.runs(), invoker);

    @AfterEach
    void stop() {
        recovery.close();
        losses.close();
    }

    private static FanRun run(Duration lease, Duration dispatch) {
        return run("looked-after", lease, dispatch);
    }

    private static FanRun run(String id, Duration lease, Duration dispatch) {
        RunLimits standard = RunLimits.standard();
        return FanRun.of(id, 2, "")
                .withLimits(
                        new RunLimits(
                                lease,
                                dispatch,
                                standard.retention(),
                                standard.hardEnd(),
                                standard.poisonLimit(),
                                false,
                                standard.lossWindow()));
    }

    private List<Claim> submit(FanRun run) {
        return run.roots(runs.submit(run.submission())).claims();
    }

    private void adopt(FanRun run, Claim claim) {
        assertThat(FanRun.isAdopted(runs.start(run.start(WORKER, 1, claim, 77)))).isTrue();
    }

    @Test
    void aRunWhoseClientDiedBeforeItsFirstInvocationIsInvokedFor() throws InterruptedException {
        FanRun run = run(Duration.ofMillis(150), Duration.ofMillis(100));
        List<Claim> roots = submit(run);
        Thread.sleep(110);
        Recovery.Look look = recovery.once(); // again and again, since nobody adopts them
        assertThat(look.runs()).isEqualTo(1);
        assertThat(look.reissued()).isGreaterThanOrEqualTo(2);
        assertThat(invoker.claims()).containsAll(roots);
        Invocation invocation = invoker.invocations.getFirst();
        assertThat(invocation.run()).isEqualTo(run.key());
        assertThat(invocation.epoch()).isEqualTo(1);
        assertThat(invocation.code()).isEqualTo(run.code());
        assertThat(invocation.limits()).isEqualTo(run.limits());
        assertThat(invocation.alone()).isFalse();
    }

    @Test
    void lookingOnceWaitsUntilTheStoreTakesWhatNobodyRenews() throws InterruptedException {
        FanRun run = run(Duration.ofMillis(150), Duration.ofSeconds(10));
        List<Claim> roots = submit(run);
        adopt(run, roots.getFirst());
        Thread.sleep(400); // long past the lease, and nobody has looked
        assertThat(recovery.once().reissued()).isEqualTo(1);
        assertThat(invoker.claims()).hasSize(1);
        assertThat(invoker.claims().getFirst().task()).isEqualTo(roots.getFirst().task());
        assertThat(invoker.claims().getFirst().k()).isGreaterThan(roots.getFirst().k());
    }

    @Test
    void lookingOnceEndsWhereNothingIsToBeDone() throws InterruptedException {
        submit(run(Duration.ofMillis(300), Duration.ofSeconds(10)));
        assertThat(recovery.once()).isEqualTo(new Recovery.Look(1, 0));
        assertThat(invoker.invocations).isEmpty();
    }

    @Test
    void deadlinesAreSeenWhenTheyHavePassed() {
        recovery.start();
        FanRun run = run(Duration.ofMillis(600), Duration.ofSeconds(10));
        List<Claim> roots = submit(run);
        adopt(run, roots.getFirst());
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !invoker.invocations.isEmpty());
        assertThat(invoker.claims().getFirst().task()).isEqualTo(roots.getFirst().task());
    }

    @Test
    void aTaskWhoseWorkersWereLostTwiceIsInvokedForAlone() {
        recovery.start();
        FanRun run = run(Duration.ofMillis(100), Duration.ofSeconds(10));
        Claim claim = submit(run).getFirst();
        for (int lost = 1; lost <= 2; lost++) {
            adopt(run, claim);
            int invocations = lost;
            await().atMost(LONG).until(() -> invoker.invocations.size() >= invocations);
            claim = invoker.invocations.getLast().claims().getFirst();
        }
        assertThat(invoker.invocations.get(0).alone()).isFalse();
        assertThat(invoker.invocations.get(1).alone()).isTrue();
        assertThat(invoker.invocations.get(1).claims()).hasSize(1);
    }

    @Test
    void runsThatOthersExecuteAreLeftToThem() throws InterruptedException {
        submit(run(Duration.ofSeconds(10), Duration.ofMillis(10)));
        Thread.sleep(20);
        Recovery picky = new Recovery(stores, invoker, _ -> true);
        assertThat(picky.once().reissued()).isZero();
        assertThat(invoker.invocations).isEmpty();
    }

    @Test
    void valuesOfARunWhoseLastWorkerDiedAreDeletedOnceItsEndIsSure() throws InterruptedException {
        FanRun run = run(Duration.ofMillis(300), Duration.ofSeconds(10));
        run = run.withLimits(run.limits().withLossWindow(Duration.ofMillis(200)));
        List<Claim> roots = submit(run);
        recovery.once();
        commitLarge(run, roots.get(0), 70);
        Claim sink = FanRun.ready(commitLarge(run, roots.get(1), 71)).getFirst();
        commitLarge(run, sink, 72); // and its worker dies
        assertThat(runs.find(run.key().id()).orElseThrow().status()).isEqualTo(RunStatus.DONE);

        recovery.once();
        assertThat(blobs.fetch(run.key(), value(roots.get(0), 70))).isPresent();
        Thread.sleep(run.limits().lossWindow());
        recovery.once();
        assertThat(blobs.fetch(run.key(), value(roots.get(0), 70))).isEmpty();
        assertThat(blobs.fetch(run.key(), value(roots.get(1), 71))).isEmpty();
        assertThat(blobs.fetch(run.key(), value(sink, 72))).isPresent(); // the result
    }

    private CommitAnswer commitLarge(FanRun run, Claim claim, long execution) {
        blobs.put(run.key(), value(claim, execution), new byte[10], LONG);
        runs.start(run.start(WORKER, 1, claim, execution));
        Output output = new Output.Spread(10, 5);
        return runs.commit(run.commit(WORKER, 1, claim, execution, output));
    }

    private static ValueId value(Claim claim, long execution) {
        return new ValueId(claim.task(), execution, true);
    }

    @Test
    void itGoesOnLookingWhenTheStoreGaveNoAnswer() {
        silent.set(2);
        submit(run(Duration.ofSeconds(10), Duration.ofMillis(10)));
        recovery.start();
        await().atMost(LONG).until(() -> !invoker.invocations.isEmpty());
        assertThat(silent).hasValue(0);
    }

    @Test
    void aRunThatCannotBeLookedAfterKeepsNobodyFromTheOthers() throws InterruptedException {
        Duration soon = Duration.ofMillis(150);
        for (String id : List.of("before", "broken", "after")) {
            FanRun run = run(id, soon, Duration.ofMillis(10));
            submit(run);
            if (id.equals("broken")) {
                broken.add(run.key());
            }
        }
        Thread.sleep(20);
        assertThat(recovery.once().runs()).isEqualTo(3);
        assertThat(invoker.invocations)
                .extracting(invocation -> invocation.run().id().value())
                .contains("before", "after")
                .doesNotContain("broken");
    }

    @Test
    void aRunThatCannotBeToldOfADeadWorkerKeepsNobodyFromTheOthers() {
        Duration late = Duration.ofSeconds(30);
        for (String id : List.of("before", "broken", "after")) {
            FanRun run = run(id, late, late);
            adopt(run, submit(run).getFirst());
            if (id.equals("broken")) {
                broken.add(run.key());
            }
        }
        losses.start();
        losses.add(WORKER, LastWords.of(137, "", ""));
        await().atMost(LONG).until(() -> invoker.invocations.size() == 2);
        assertThat(invoker.invocations)
                .extracting(invocation -> invocation.run().id().value())
                .containsExactlyInAnyOrder("before", "after");
    }

    @Test
    void whatADeadWorkerHadIsInvokedForWithItsLastWordsInTheRun() {
        losses.start();
        FanRun run = run(Duration.ofSeconds(10), Duration.ofSeconds(10));
        Claim claim = submit(run).getFirst();
        adopt(run, claim);
        losses.add(WORKER, LastWords.of(137, "help\n", ""));
        await().atMost(LONG).until(() -> !invoker.invocations.isEmpty());
        assertThat(invoker.claims().getFirst().task()).isEqualTo(claim.task());
        RunRecord record = runs.find(run.key().id()).orElseThrow();
        assertThat(record.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(record.errors().toString()).contains("killed by signal 9").contains("help");
    }

    @Test
    void aStoreThatGivesNoAnswerIsToldAgainOfADeadWorker() {
        losses.start();
        FanRun run = run(Duration.ofSeconds(10), Duration.ofSeconds(10));
        adopt(run, submit(run).getFirst());
        silent.set(3);
        losses.add(WORKER, LastWords.of(1, "", ""));
        await().atMost(LONG).until(() -> !invoker.invocations.isEmpty());
        assertThat(invoker.claims()).hasSize(1);
    }

    @Test
    void aRunIsLookedAtEveryThirdOfItsLeaseAndWhenADeadlinePasses() {
        LookPace pace = new LookPace(Duration.ofMillis(900));
        assertThat(pace.pauseNanos(0, 10_000_000, false)).isEqualTo(300_000_000);
        assertThat(pace.pauseNanos(0, 100_000, false)).isEqualTo(100_000_000);
        assertThat(pace.pauseNanos(0, 10, false)).isEqualTo(LookPace.MIN_PAUSE_NANOS);
        assertThat(pace.pauseNanos(0, Long.MAX_VALUE - 1, false)).isEqualTo(300_000_000);
        assertThat(pace.pauseNanos(0, -5, true)).isEqualTo(LookPace.MIN_PAUSE_NANOS);
        assertThat(pace.pauseNanos(0, -5, false)).isEqualTo(75_000_000);
        assertThat(new LookPace(Duration.ofDays(1)).pauseNanos(0, 1L << 60, false))
                .isEqualTo(500_000_000);
    }

    @Test
    void aLookIsFinishedWhenNothingIsDueWithinALeaseOrItTookTooLong() {
        LookPace pace = new LookPace(Duration.ofMillis(900));
        pace.pauseNanos(0, -5, false);
        assertThat(pace.isUnfinished(0)).isTrue();
        pace.pauseNanos(0, 899_000, false);
        assertThat(pace.isUnfinished(0)).isTrue();
        pace.pauseNanos(300_000_000, 826_000, false);
        assertThat(pace.isUnfinished(0)).isFalse();
        pace.pauseNanos(1_349_000_000, -500_000, false);
        assertThat(pace.isUnfinished(0)).isTrue();
        pace.pauseNanos(1_350_000_000, -500_000, false);
        assertThat(pace.isUnfinished(0)).isFalse();
        pace.pauseNanos(0, Long.MAX_VALUE - 1, false);
        assertThat(pace.isUnfinished(0)).isFalse();
    }
}
