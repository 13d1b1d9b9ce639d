package dev.weft.all;

import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.model.ErrorCode;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskError;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A store that has no room for an output.
@Timeout(60)
final class FullStoreTest {
    private static final Duration LEASE = Duration.ofMillis(600);
    private static final int LARGE = 100_000;
    private static final AtomicInteger calls = new AtomicInteger();

    private final HostedCluster cluster = new HostedCluster(1);
    private final Weft weft = cluster.client(RunLimits.standard().withLease(LEASE));

    @BeforeEach
    void reset() {
        calls.set(0);
    }

    static byte[] large(int size) {
        calls.incrementAndGet();
        return new byte[size];
    }

    static byte[] longer(byte[] bytes) {
        calls.incrementAndGet();
        return new byte[bytes.length + 1];
    }

    static int length(byte[] one, byte[] other) {
        return one.length + other.length;
    }

    /// Two segments, one of which has an output inside.
    private static Task<Integer> workflow() {
        Task<byte[]> chain = task(FullStoreTest::longer, task(FullStoreTest::large, value(LARGE)));
        return task(FullStoreTest::length, chain, task(FullStoreTest::large, value(LARGE)));
    }

    @Test
    void runThatFindsNoRoomForALeaseEndsWithThatAsItsErrorAndCanBeResumed() throws Exception {
        try (cluster;
                weft) {
            cluster.full.set(true);
            Run<Integer> run = weft.submit(workflow(), RunOptions.standard().withGoOn(true));

            assertThatThrownBy(run::await)
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasMessageContaining("store is out of memory");
            assertThat(run.errors())
                    .isNotEmpty()
                    .extracting(TaskError::code)
                    .containsOnly(ErrorCode.STORE_UNAVAILABLE);
            assertThat(calls).as("executed once each, only the output waits").hasValue(3);

            cluster.full.set(false);
            assertThat(weft.resume(run.id()).await()).isEqualTo(2 * LARGE + 1);
        }
    }

    @Test
    void roomThatIsMadeInTimeIsUsed() throws Exception {
        try (cluster;
                weft) {
            cluster.full.set(true);
            Run<Integer> run = weft.submit(workflow());
            Thread.sleep(LEASE.dividedBy(3));
            cluster.full.set(false);
            assertThat(run.await()).isEqualTo(2 * LARGE + 1);
            assertThat(calls).hasValue(3);
        }
    }
}
