package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The specification of [BlobStore]: an implementation is correct when a subclass of this passes.
/// Schedules A4 (no value overwrites another) and A5 (every value ends) are among the cases.
public abstract class BlobStoreContract {
    private static final Duration DAY = Duration.ofDays(1);
    private static final RunKey RUN = RunDriver.key("run", 1);
    private static final ValueId VALUE = new ValueId(3, 77, true);

    private final VirtualClock clock = new VirtualClock();
    private @Nullable BlobStore opened;

    /// For subclasses.
    protected BlobStoreContract() {}

    /// Makes an empty store. A case closes what it has asked for.
    ///
    /// @param clock whose time the store takes for its own
    protected abstract BlobStore newStore(VirtualClock clock);

    @BeforeEach
    void openStore() {
        opened = newStore(clock);
    }

    private BlobStore store() {
        return Objects.requireNonNull(opened);
    }

    @AfterEach
    void closeStore() {
        store().close();
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void valueIsReadAsItWasWritten() {
        for (int length : new int[] {0, 1, 100, 3_000_000}) {
            ValueId value = new ValueId(length, 1, true);
            store().put(RUN, value, bytes(length, length), DAY);
            assertThat(store().fetch(RUN, value)).hasValue(bytes(length, length));
        }
    }

    @Test
    void valueThatWasNeverWrittenIsNotThere() {
        assertThat(store().fetch(RUN, VALUE)).isEmpty();
    }

    @Test
    void valueIsNeverOverwritten() {
        store().put(RUN, VALUE, bytes(10, 1), DAY);
        store().put(RUN, VALUE, bytes(10, 2), DAY);
        assertThat(store().fetch(RUN, VALUE)).hasValue(bytes(10, 1));
    }

    @Test
    void executionsOfOneTaskHaveValuesOfTheirOwn() {
        ValueId other = new ValueId(VALUE.task(), VALUE.execution() + 1, true);
        store().put(RUN, VALUE, bytes(10, 1), DAY);
        store().put(RUN, other, bytes(10, 2), DAY);
        assertThat(store().fetch(RUN, VALUE)).hasValue(bytes(10, 1));
        assertThat(store().fetch(RUN, other)).hasValue(bytes(10, 2));
        store().delete(RUN, List.of(other));
        assertThat(store().fetch(RUN, VALUE)).isPresent();
    }

    @Test
    void tasksHaveValuesOfTheirOwn() {
        store().put(RUN, VALUE, bytes(10, 1), DAY);
        assertThat(store().fetch(RUN, new ValueId(4, VALUE.execution(), true))).isEmpty();
    }

    @Test
    void runOfTheSameIdDoesNotSeeTheValuesOfAnEarlierOne() {
        RunKey next = RunDriver.key("run", 2);
        store().put(RUN, VALUE, bytes(10, 1), DAY);
        assertThat(store().fetch(next, VALUE)).isEmpty();
        store().put(next, VALUE, bytes(10, 2), DAY);
        store().delete(RUN, List.of(VALUE));
        assertThat(store().fetch(RUN, VALUE)).isEmpty();
        assertThat(store().fetch(next, VALUE)).hasValue(bytes(10, 2));
    }

    @Test
    void deletedValueIsNotThereAnyMore() {
        ValueId kept = new ValueId(9, 9, true);
        store().put(RUN, VALUE, bytes(10, 1), DAY);
        store().put(RUN, kept, bytes(10, 2), DAY);
        store().delete(RUN, List.of(VALUE));
        assertThat(store().fetch(RUN, VALUE)).isEmpty();
        assertThat(store().fetch(RUN, kept)).isPresent();
    }

    @Test
    void deletingWhatIsNotThereDoesNothing() {
        store().put(RUN, VALUE, bytes(10, 1), DAY);
        store().delete(RUN, List.of());
        store().delete(RUN, List.of(new ValueId(1, 1, true)));
        store().delete(RunDriver.key("nobody", 1), List.of(VALUE));
        assertThat(store().fetch(RUN, VALUE)).isPresent();
    }

    @Test
    void valueIsThereUntilItExpiresAndNotAfterwards() {
        store().put(RUN, VALUE, bytes(10, 1), Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(59));
        assertThat(store().fetch(RUN, VALUE)).isPresent();
        clock.advance(Duration.ofSeconds(2));
        assertThat(store().fetch(RUN, VALUE)).isEmpty();
    }

    @Test
    void readingAndRepeatingAWriteDoNotMoveTheExpiry() {
        store().put(RUN, VALUE, bytes(10, 1), Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(50));
        store().put(RUN, VALUE, bytes(10, 1), Duration.ofMinutes(1));
        assertThat(store().fetch(RUN, VALUE)).isPresent();
        clock.advance(Duration.ofSeconds(11));
        assertThat(store().fetch(RUN, VALUE)).isEmpty();
    }

    @Test
    void valuesExpireEachAtItsOwnTime() {
        ValueId longer = new ValueId(9, 9, true);
        store().put(RUN, longer, bytes(10, 2), Duration.ofHours(1));
        store().put(RUN, VALUE, bytes(10, 1), Duration.ofMinutes(1));
        clock.advance(Duration.ofMinutes(2));
        assertThat(store().fetch(RUN, VALUE)).isEmpty();
        assertThat(store().fetch(RUN, longer)).isPresent();
    }

    @Test
    void oneOfManyWritersWins() {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                byte[] mine = bytes(1_000, i);
                writers.add(
                        CompletableFuture.runAsync(
                                () -> store().put(RUN, VALUE, mine, DAY), threads));
            }
            writers.forEach(CompletableFuture::join);
        }
        byte[] found = store().fetch(RUN, VALUE).orElseThrow();
        assertThat(java.util.stream.IntStream.range(0, 20))
                .as("writers whose value was read")
                .filteredOn(i -> Arrays.equals(found, bytes(1_000, i)))
                .hasSize(1);
        assertThat(store().fetch(RUN, VALUE)).hasValue(found);
    }
}
