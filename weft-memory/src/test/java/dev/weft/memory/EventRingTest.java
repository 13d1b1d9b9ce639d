package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventRingTest {
    private final EventRing ring = new EventRing();

    private void add(int events) {
        for (int i = 0; i < events; i++) {
            int number = (int) ring.last() + 1;
            ring.add(number * 10L, RunEvent.Kind.COMMITTED, number, number * 100L, 1);
        }
    }

    @Test
    void eventsAreNumberedFromOneWithoutGaps() {
        add(100);
        List<RunEvent> read = ring.read(1, 1_000);
        assertThat(read).hasSize(100);
        assertThat(read.get(41))
                .isEqualTo(new RunEvent(42, 420, RunEvent.Kind.COMMITTED, 42, 4_200, 1));
    }

    @Test
    void onlyTheLatestAreKept() {
        add(2 * EventRing.CAPACITY + 7);
        List<RunEvent> read = ring.read(1, Integer.MAX_VALUE);
        assertThat(read).hasSize(EventRing.CAPACITY);
        assertThat(read.getFirst().sequence()).isEqualTo(EventRing.CAPACITY + 8);
        assertThat(read).allMatch(event -> event.task() == event.sequence());
    }

    @Test
    void aReaderGetsNoMoreThanItAsksFor() {
        add(50);
        assertThat(ring.read(10, 3)).extracting(RunEvent::sequence).containsExactly(10L, 11L, 12L);
        assertThat(ring.read(51, 3)).isEmpty();
    }
}
