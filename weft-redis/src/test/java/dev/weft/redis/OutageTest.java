package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.embedded.Persistence;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.TcpProxy;
import dev.weft.testkit.Work;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A store that is away for a while, and comes back.
final class OutageTest {
    private static final RunLimits SHORT =
            RunLimits.standard()
                    .withLease(Duration.ofSeconds(1))
                    .withDispatch(Duration.ofMinutes(1));

    private final TcpProxy proxy = TcpProxy.to(TestServer.address().uri().getPort());
    private final StoreAddress address =
            StoreAddress.of(URI.create("redis://127.0.0.1:" + proxy.port()))
                    .withPassword(TestServer.address().password().orElseThrow());

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void stepIsRepeatedOverANewConnectionWhenItsAnswerIsLost() {
        try (RedisRunStore store = RedisRunStore.open(address)) {
            RunDriver run = RunSample.of(store, DagShapes.chain(2));
            Work root = run.started("w1", run.submitted().getFirst());
            Commit commit = run.commitOf(root).build();
            proxy.loseNextAnswerTo("weft_commit");
            CommitAnswer.Committed answer =
                    RunDriver.the(CommitAnswer.Committed.class, store.commit(commit));
            assertThat(proxy.lostAnswers()).isEqualTo(1);
            assertThat(answer.again()).as("the first one had been taken").isTrue();
            assertThat(answer.grants()).extracting(Grant::task).containsExactly(1);
            RunSample.finish(run, answer.grants());
        }
    }

    @Test
    void connectionsThatWereCutAreMadeAnew() {
        try (RedisRunStore store = RedisRunStore.open(address)) {
            RunDriver run = RunSample.of(store, DagShapes.chain(2));
            List<Grant> roots = run.submitted();
            for (int i = 0; i < 5; i++) {
                proxy.cut();
                assertThat(store.find(run.key().id())).isPresent();
            }
            RunSample.finish(run, roots);
        }
    }

    @Test
    void shortOutageIsWaitedForAndALongOneIsToldWithinABound() {
        try (RedisRunStore store = RedisRunStore.open(address)) {
            RunDriver run = RunSample.of(store, DagShapes.single());
            run.submitted();
            proxy.refuse();
            proxy.cut();
            Thread mender = Thread.ofVirtual().start(() -> mend(Duration.ofMillis(500)));
            assertThat(store.find(run.key().id())).isPresent();
            join(mender);
            proxy.refuse();
            proxy.cut();
            long start = System.nanoTime();
            assertThatThrownBy(() -> store.find(run.key().id()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:" + proxy.port());
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(waited).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
            proxy.restore();
            assertThat(store.find(run.key().id())).isPresent();
        }
    }

    private void mend(Duration after) {
        try {
            Thread.sleep(after);
            proxy.restore();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoeverCouldNotReachTheStoreSparesLeasesForTheTimeOfOne() {
        try (RedisRunStore store = RedisRunStore.open(address);
                RedisRunStore other = RedisRunStore.open(TestServer.address())) {
            RunDriver run = RunSample.of(other, DagShapes.single(), SHORT);
            Work work = run.started("w1", run.submitted().getFirst());
            proxy.refuse();
            proxy.cut();
            assertThatThrownBy(() -> store.reap(run.key(), 10))
                    .isInstanceOf(StoreUnavailableException.class);
            proxy.restore();
            hearOf(other, run); // the store was there, and others reached it
            ReapAnswer.Reaped first =
                    RunDriver.the(ReapAnswer.Reaped.class, store.reap(run.key(), 10));
            assertThat(first.reissued()).isEmpty();
            assertThat(run.reaped().reissued())
                    .as("by who could reach it all the time")
                    .extracting(Grant::task)
                    .containsExactly(work.claim().task());
        }
    }

    /// Lets a lease pass in which the run is reached now and then.
    private static void hearOf(RedisRunStore store, RunDriver run) {
        for (int i = 0; i < 6; i++) {
            waitABit();
            run.renew();
        }
        assertThat(store.find(run.key().id())).isPresent();
    }

    private static void waitABit() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void serverThatWasStartedAgainIsTaughtOurFunctionsAndGoesOn() {
        EmbeddedRedisSettings settings =
                EmbeddedRedisSettings.standard().withPersistence(Persistence.ALWAYS);
        try (EmbeddedRedis server = EmbeddedRedis.start(settings);
                RedisRunStore store = RedisRunStore.open(TestServer.addressOf(server))) {
            RunDriver run = RunSample.of(store, DagShapes.chain(3));
            Grant middle = run.done("w1", run.submitted().getFirst()).getFirst();
            server.kill();
            server.restart();
            List<Grant> last = run.done("w1", middle);
            server.ask("FUNCTION", "FLUSH");
            run.done("w1", last.getFirst());
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
        }
    }

    @Test
    void storeThatWasClosedSaysSo() {
        RedisRunStore store = RedisRunStore.open(TestServer.address());
        store.close();
        assertThatThrownBy(store::activeRuns)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
