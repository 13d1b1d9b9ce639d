package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InMemoryBlobStoreTest {
    private static final RunKey RUN = new RunKey(new RunId("blobs"), 1);
    private static final ValueId VALUE = new ValueId(3, 33, true);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long now;
    private final InMemoryBlobStore store = new InMemoryBlobStore(() -> now);

    @Test
    void aValueIsNeverOverwritten() {
        store.put(RUN, VALUE, new byte[] {1}, MINUTE);
        store.put(RUN, VALUE, new byte[] {2, 2}, MINUTE);
        assertThat(store.fetch(RUN, VALUE)).hasValueSatisfying(it -> assertThat(it).contains(1));
        assertThat(store.storedBytes()).isEqualTo(1);
    }

    @Test
    void anotherIncarnationAndAnotherExecutionHaveTheirOwnValues() {
        store.put(RUN, VALUE, new byte[] {1}, MINUTE);
        assertThat(store.fetch(new RunKey(RUN.id(), 2), VALUE)).isEmpty();
        assertThat(store.fetch(RUN, new ValueId(3, 34, true))).isEmpty();
    }

    @Test
    void anExpiredValueIsGoneAndItsMemoryIsFreedByLaterWrites() {
        store.put(RUN, VALUE, new byte[100], MINUTE);
        now += MINUTE.toMillis() * 1_000;
        assertThat(store.fetch(RUN, VALUE)).isEmpty();
        store.put(RUN, new ValueId(4, 44, true), new byte[1], MINUTE);
        assertThat(store.storedBytes()).isEqualTo(1);
        assertThat(store.values()).isEqualTo(1);
    }

    @Test
    void aValueThatIsWrittenAgainAfterItsDeletionKeepsItsOwnExpiry() {
        store.put(RUN, VALUE, new byte[1], MINUTE);
        store.delete(RUN, List.of(VALUE, new ValueId(9, 9, true)));
        assertThat(store.values()).isZero();
        store.put(RUN, VALUE, new byte[2], MINUTE.multipliedBy(3));
        now += 2 * MINUTE.toMillis() * 1_000;
        store.put(RUN, new ValueId(4, 44, true), new byte[1], MINUTE);
        assertThat(store.fetch(RUN, VALUE)).isPresent();
    }
}
