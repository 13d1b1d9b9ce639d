package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The specification of [GraphStore]: an implementation is correct when a subclass of this passes.
public abstract class GraphStoreContract {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RunKey RUN = RunDriver.key("run", 1);

    private final VirtualClock clock = new VirtualClock();
    private @Nullable GraphStore opened;

    /// For subclasses.
    protected GraphStoreContract() {}

    /// Makes an empty store. A case closes what it has asked for.
    ///
    /// @param clock whose time the store takes for its own
    protected abstract GraphStore newStore(VirtualClock clock);

    @BeforeEach
    void openStore() {
        opened = newStore(clock);
    }

    private GraphStore store() {
        return Objects.requireNonNull(opened);
    }

    @AfterEach
    void closeStore() {
        store().close();
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void graphIsReadAsItWasWritten() {
        for (int length : new int[] {0, 1, 1_000, 3_000_000}) {
            store().putGraph("g" + length, bytes(length, length), HOUR);
            assertThat(store().fetchGraph("g" + length)).hasValue(bytes(length, length));
        }
    }

    @Test
    void constantsAreReadAsTheyWereWritten() {
        for (int length : new int[] {0, 1, 1_000, 3_000_000}) {
            RunKey run = RunDriver.key("run-" + length, length);
            store().putConstants(run, bytes(length, length), HOUR);
            assertThat(store().fetchConstants(run)).hasValue(bytes(length, length));
        }
    }

    @Test
    void whatWasNeverWrittenIsNotThere() {
        store().putGraph("present", bytes(9, 1), HOUR);
        store().putConstants(RUN, bytes(9, 1), HOUR);
        assertThat(store().fetchGraph("absent")).isEmpty();
        assertThat(store().fetchConstants(RunDriver.key("absent", 1))).isEmpty();
    }

    @Test
    void graphsAndConstantsOfTheSameNameAreTwoThings() {
        store().putGraph("run", bytes(9, 1), HOUR);
        assertThat(store().fetchConstants(RUN)).isEmpty();
        store().putConstants(RUN, bytes(9, 2), HOUR);
        assertThat(store().fetchGraph("run")).hasValue(bytes(9, 1));
    }

    @Test
    void runOfTheSameIdDoesNotSeeTheConstantsOfAnEarlierOne() {
        RunKey next = RunDriver.key("run", 2);
        store().putConstants(RUN, bytes(9, 1), HOUR);
        assertThat(store().fetchConstants(next)).isEmpty();
        store().putConstants(next, bytes(9, 2), HOUR);
        assertThat(store().fetchConstants(RUN)).hasValue(bytes(9, 1));
    }

    @Test
    void whatIsRemovedCanBeWrittenAgain() {
        store().removeGraph("g");
        store().removeConstants(RUN);
        store().putGraph("g", bytes(9, 1), HOUR);
        store().putConstants(RUN, bytes(9, 1), HOUR);
        store().removeGraph("g");
        store().removeConstants(RUN);
        assertThat(store().fetchGraph("g")).isEmpty();
        assertThat(store().fetchConstants(RUN)).isEmpty();
        store().putGraph("g", bytes(9, 2), HOUR);
        store().putConstants(RUN, bytes(9, 2), HOUR);
        assertThat(store().fetchGraph("g")).hasValue(bytes(9, 2));
        assertThat(store().fetchConstants(RUN)).hasValue(bytes(9, 2));
    }

    @Test
    void constantsAreNotOverwritten() {
        store().putConstants(RUN, bytes(9, 1), HOUR);
        store().putConstants(RUN, bytes(9, 2), HOUR);
        assertThat(store().fetchConstants(RUN)).hasValue(bytes(9, 1));
    }

    @Test
    void eachIsThereUntilItExpires() {
        store().putGraph("g", bytes(9, 1), HOUR);
        store().putConstants(RUN, bytes(9, 2), HOUR);
        clock.advance(HOUR.minusSeconds(2));
        assertThat(store().fetchGraph("g")).isPresent();
        assertThat(store().fetchConstants(RUN)).isPresent();
        clock.advance(Duration.ofSeconds(4));
        assertThat(store().fetchConstants(RUN)).isEmpty();
        store().putConstants(RUN, bytes(9, 3), HOUR);
        assertThat(store().fetchConstants(RUN)).hasValue(bytes(9, 3));
    }

    @Test
    void constantsOfAnEndedRunGoEarlierAndThoseOfAResumedOneLater() {
        store().putConstants(RUN, bytes(9, 1), Duration.ofDays(7));
        store().expireConstants(RUN, HOUR);
        clock.advance(HOUR.minusSeconds(2));
        assertThat(store().fetchConstants(RUN)).isPresent();
        store().expireConstants(RUN, HOUR);
        clock.advance(HOUR.minusSeconds(2));
        assertThat(store().fetchConstants(RUN)).isPresent();
        clock.advance(Duration.ofSeconds(4));
        store().expireConstants(RUN, HOUR);
        assertThat(store().fetchConstants(RUN)).isEmpty();
    }

    @Test
    void graphThatNobodyWritesAnyMoreIsNotKeptForEver() {
        store().putGraph("g", bytes(9, 1), Duration.ofMinutes(1));
        clock.advance(Duration.ofDays(365));
        assertThat(store().fetchGraph("g")).isEmpty();
    }

    @Test
    void graphsAreKeptForLongerWithoutTheirBytesAndThoseThatAreNotThereAreNamed() {
        store().putGraph("g", bytes(9, 1), Duration.ofMinutes(10));
        store().putGraph("h", bytes(9, 2), Duration.ofMinutes(10));
        store().putGraph("longer", bytes(9, 3), HOUR);
        store().putGraph("gone", bytes(9, 4), Duration.ofMinutes(1));
        clock.advance(Duration.ofMinutes(2));
        assertThat(
                        store().keepGraphs(
                                        List.of("absent", "g", "gone", "longer"),
                                        Duration.ofMinutes(30)))
                .containsExactlyInAnyOrder("absent", "gone");
        clock.advance(Duration.ofMinutes(30).minusSeconds(2));
        assertThat(store().fetchGraph("g")).hasValue(bytes(9, 1));
        assertThat(store().fetchGraph("h")).isEmpty();
        assertThat(store().keepGraphs(List.of("h", "longer"), Duration.ofMinutes(1)))
                .containsExactly("h");
        clock.advance(Duration.ofMinutes(27));
        assertThat(store().fetchGraph("longer")).hasValue(bytes(9, 3));
        assertThat(store().fetchGraph("g")).isEmpty();
        assertThat(store().keepGraphs(List.of(), HOUR)).isEmpty();
    }

    @Test
    void graphIsKeptForTheRunThatNeedsItLongest() {
        store().putGraph("g", bytes(9, 1), Duration.ofMinutes(10));
        store().putGraph("g", bytes(9, 1), HOUR);
        store().putGraph("g", bytes(9, 1), Duration.ofMinutes(1));
        clock.advance(HOUR.minusSeconds(2));
        assertThat(store().fetchGraph("g")).hasValue(bytes(9, 1));
    }
}
