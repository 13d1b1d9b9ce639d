package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.spi.ResumeAnswer;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The index of active runs, which is written before a run is, and after its end.
final class ActiveRunsTest {
    private static final RunLimits LIMITS = RunLimits.standard();

    private final VirtualClock clock = new VirtualClock();
    private final RedisConnection connection =
            RedisConnection.open(TestServer.emptied(), 2, clock::micros);
    private final RedisRunStore store = RedisRunStore.opened(connection);
    private final ActiveRuns index = new ActiveRuns(connection);
    private final RunDriver run =
            new RunDriver(store, clock, DagShapes.chain(2), LIMITS, RunDriver.key("named", 7));
    private final RunKey key = run.key();

    @AfterEach
    void close() {
        store.close();
        connection.close();
    }

    private boolean isNamed() {
        return TestServer.client().zscore(Keys.shardOf(key), Keys.utf8(Keys.member(key))) != null;
    }

    @Test
    void runIsInItFromItsCreationToItsEnd() {
        assertThat(store.activeRuns()).isEmpty();
        run.submit();
        assertThat(store.activeRuns()).containsExactly(key);
        run.cancel();
        assertThat(isNamed()).isFalse();
        ResumeAnswer.Resumed resumed = run.resumed();
        assertThat(store.activeRuns()).containsExactly(key);
        RunSample.finish(run, resumed.grants());
        assertThat(isNamed()).isFalse();
    }

    @Test
    void entryWithoutARunStaysAsLongAsItsClientMayBeAboutToCreateIt() {
        index.enlist(key, LIMITS);
        clock.advance(ActiveRuns.GRACE.minusSeconds(1));
        assertThat(store.activeRuns()).isEmpty();
        assertThat(isNamed()).isTrue();
        run.submit();
        assertThat(store.activeRuns()).containsExactly(key);
    }

    @Test
    void entryWithoutARunIsDroppedOnceItIsOld() {
        index.enlist(key, LIMITS);
        clock.advance(ActiveRuns.GRACE.plusSeconds(1));
        assertThat(store.activeRuns()).isEmpty();
        assertThat(isNamed()).isFalse();
    }

    @Test
    void entryOfARunThatHasEndedIsPassedOverAndDroppedLater() {
        run.submit();
        run.cancel();
        index.enlist(key, LIMITS); // as if its end had not been heard of
        assertThat(store.activeRuns()).isEmpty();
        assertThat(isNamed()).isTrue();
        clock.advance(ActiveRuns.GRACE.plusSeconds(1));
        assertThat(store.activeRuns()).isEmpty();
        assertThat(isNamed()).isFalse();
    }

    @Test
    void endThatIsHeardOfLateDoesNotTakeOutWhatWasNamedSince() {
        index.enlist(key, LIMITS);
        long ended = clock.micros();
        clock.advance(Duration.ofSeconds(1));
        index.enlist(key, LIMITS);
        index.delist(key, ended);
        assertThat(isNamed()).isTrue();
        index.delist(key, clock.micros());
        assertThat(isNamed()).isFalse();
    }

    @Test
    void submissionThatFindsAnotherRunNamesNone() {
        run.submit();
        RunDriver other =
                new RunDriver(store, clock, DagShapes.chain(2), LIMITS, RunDriver.key("named", 8));
        other.submit();
        assertThat(store.activeRuns()).containsExactly(key);
        assertThat(
                        TestServer.client()
                                .zscore(
                                        Keys.shardOf(other.key()),
                                        Keys.utf8(Keys.member(other.key()))))
                .isNull();
    }
}
