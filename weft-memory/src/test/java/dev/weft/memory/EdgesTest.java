package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EdgesTest {
    private final Edges edges = new Edges(10, 130);

    @Test
    void anEdgeThatArrivesTwiceCountsOnce() {
        assertThat(edges.arrive(129, 5, false)).isTrue();
        assertThat(edges.arrive(129, 5, false)).isFalse();
        assertThat(edges.arrivals(5)).isEqualTo(1);
    }

    @Test
    void anEdgeThatIsConsumedTwiceCountsOnce() {
        assertThat(edges.consume(64, 2, 2)).isFalse();
        assertThat(edges.consume(64, 2, 2)).isFalse();
        assertThat(edges.isConsumed(2)).isFalse();
        assertThat(edges.consume(65, 2, 2)).isTrue();
        assertThat(edges.isConsumed(2)).isTrue();
        assertThat(edges.consume(65, 2, 2)).isFalse();
    }

    @Test
    void whatFailedTasksPublishedIsTakenBackAndNothingElse() {
        edges.arrive(0, 5, false);
        edges.arrive(1, 5, true);
        edges.holdBack(2);
        edges.consume(3, 1, 9);
        assertThat(edges.skips(5)).isTrue();
        edges.forgetFailures();
        assertThat(edges.skips(5)).isFalse();
        assertThat(edges.arrivals(5)).isEqualTo(1);
        assertThat(edges.arrivedBits().stream()).containsExactly(0);
        assertThat(edges.skippedBits().isEmpty()).isTrue();
        assertThat(edges.consumedBits().stream()).containsExactly(3);
        assertThat(edges.arrive(1, 5, false)).isTrue();
    }
}
