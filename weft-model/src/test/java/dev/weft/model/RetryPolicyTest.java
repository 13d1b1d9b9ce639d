package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    @Test
    void delaysDoubleUpToTheLongest() {
        RetryPolicy retry = RetryPolicy.exponential(20);
        assertThat(retry.delayBefore(2, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(retry.delayBefore(3, 0)).isEqualTo(Duration.ofMillis(200));
        assertThat(retry.delayBefore(10, 0)).isEqualTo(Duration.ofMillis(25_600));
        assertThat(retry.delayBefore(11, 0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(retry.delayBefore(20, 0)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void jitterTakesAShareOff() {
        assertThat(RetryPolicy.exponential(3).delayBefore(2, 0.5)).isEqualTo(Duration.ofMillis(75));
        RetryPolicy whole = new RetryPolicy(3, Duration.ofMillis(100), 2, Duration.ofSeconds(1), 1);
        assertThat(whole.delayBefore(2, Math.nextDown(1.0))).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void delaysAreNeverNegativeNorLongerThanTheLongest() {
        for (long seed : Seeds.of(1, 5_000)) {
            Random random = new Random(seed);
            Duration initial = Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 62)));
            Duration most = initial.plusNanos(random.nextLong(1L << random.nextInt(1, 62)));
            RetryPolicy retry =
                    new RetryPolicy(
                            9, initial, 1 + random.nextDouble() * 9, most, random.nextDouble());
            int attempt = 2 + random.nextInt(1 << random.nextInt(1, 30));
            Duration delay = retry.delayBefore(attempt, random.nextDouble());
            assertThat(delay).as("seed %d", seed).isGreaterThanOrEqualTo(Duration.ZERO);
            // a double has 53 bits, hence a few nanoseconds more on delays of years
            assertThat(delay.toNanos()).isLessThanOrEqualTo((long) (double) most.toNanos());
        }
    }

    @Test
    void infiniteGrowthEndsAtTheLongest() {
        RetryPolicy retry =
                new RetryPolicy(
                        Integer.MAX_VALUE, Duration.ofNanos(1), 1e300, Duration.ofMinutes(1), 0);
        assertThat(retry.delayBefore(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofMinutes(1));
        RetryPolicy atOnce = new RetryPolicy(9, Duration.ZERO, 1e300, Duration.ofMinutes(1), 0.5);
        assertThat(atOnce.delayBefore(9, 0.3)).isZero();
    }

    @Test
    void delaysBeyond292YearsAreCut() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        RetryPolicy forever = new RetryPolicy(9, Duration.ofDays(365_000), 9, longest, 0);
        assertThat(forever.delayBefore(5, 0)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        RetryPolicy soon = new RetryPolicy(9, Duration.ofSeconds(1), 2, longest, 0);
        assertThat(soon.delayBefore(3, 0)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void wrongPoliciesAreRefusedByName() {
        assertThatThrownBy(() -> RetryPolicy.exponential(0))
                .hasMessage("maxAttempts must be >= 1, was 0");
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetryPolicy(1, second.negated(), 1, second, 0))
                .hasMessage("initialDelay must be >= 0, was PT-1S");
        assertThatThrownBy(() -> new RetryPolicy(1, second, 0.5, second, 0))
                .hasMessage("factor must be >= 1, was 0.5");
        assertThatThrownBy(() -> new RetryPolicy(1, second, Double.NaN, second, 0))
                .hasMessage("factor must be >= 1, was NaN");
        assertThatThrownBy(() -> new RetryPolicy(1, second, 1, Duration.ZERO, 0))
                .hasMessage("maxDelay must be >= initialDelay (PT1S), was PT0S");
        assertThatThrownBy(() -> new RetryPolicy(1, second, 1, second, 1.1))
                .hasMessage("jitter must be in 0..1, was 1.1");
        assertThatThrownBy(() -> RetryPolicy.none().delayBefore(1, 0))
                .hasMessage("attempt must be >= 2, was 1");
        assertThatThrownBy(() -> RetryPolicy.none().delayBefore(2, 1))
                .hasMessage("random must be in 0..1 (exclusive), was 1.0");
    }
}
