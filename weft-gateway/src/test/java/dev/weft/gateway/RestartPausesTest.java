package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartPausesTest {
    private static final long SECOND = 1_000_000_000;

    private final RestartPauses pauses = new RestartPauses(0);

    @Test
    void whatNeverListenedIsWaitedForLongerAndLonger() {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pauses.endedEarly(i * SECOND);
            millis.add(pauses.nanosLeft(i * SECOND) / 1_000_000);
        }
        assertThat(millis)
                .containsExactly(
                        100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10000L, 10000L, 10000L);
        assertThat(pauses.earlyInRow()).isEqualTo(10);
        pauses.listens();
        assertThat(pauses.earlyInRow()).isZero();
    }

    @Test
    void whatWorkedIsReplacedAtOnce() {
        pauses.endedLate(SECOND);
        assertThat(pauses.nanosLeft(SECOND)).isZero();
        pauses.endedLate(7 * SECOND);
        assertThat(pauses.nanosLeft(7 * SECOND)).isZero();
    }

    @Test
    void whatWorkedAndEndsOftenIsReplacedAfterShortPauses() {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pauses.endedLate(i * SECOND);
            millis.add(pauses.nanosLeft(i * SECOND) / 1_000_000);
        }
        assertThat(millis).containsExactly(0L, 20L, 40L, 80L, 160L, 320L, 500L, 500L);
    }

    @Test
    void aPauseEnds() {
        pauses.endedEarly(0);
        assertThat(pauses.nanosLeft(SECOND)).isZero();
    }
}
