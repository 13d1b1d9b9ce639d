package dev.weft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import dev.weft.worker.Fetches.Fetched;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class FetchesTest {
    private static final ValueId FIRST = new ValueId(1, 11, true);
    private static final ValueId SECOND = new ValueId(2, 12, true);

    private final SystemEnvironment environment = new SystemEnvironment();
    private final RunExecution run = Executions.ofFanOut(2);
    private final SlowBlobs blobs = new SlowBlobs();

    @AfterEach
    void closeEnvironment() {
        environment.close();
    }

    private static FutureTask<Map<ValueId, Fetched>> fetching(
            Fetches fetches, RunExecution run, ValueId value) {
        FutureTask<Map<ValueId, Fetched>> fetch =
                new FutureTask<>(() -> fetches.fetch(run, List.of(value)));
        Thread thread = Thread.ofPlatform().name("fetch").daemon(true).start(fetch);
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return fetch;
    }

    @Test
    void valueThatSeveralWantAtOnceIsReadOnceHoweverLargeItIs() throws Exception {
        Fetches fetches = new Fetches(blobs, new LocalCopies(0), environment);
        FutureTask<Map<ValueId, Fetched>> first = fetching(fetches, run, FIRST);
        FutureTask<Map<ValueId, Fetched>> second = fetching(fetches, run, FIRST);
        blobs.go.countDown();
        byte[] bytes = bytes(first);
        assertThat(bytes).hasSize(60);
        assertThat(bytes(second)).isSameAs(bytes);
        assertThat(blobs.reads).hasValue(1);
        assertThat(first.get().get(FIRST)).matches(found -> !found.local());
    }

    private static byte[] bytes(FutureTask<Map<ValueId, Fetched>> fetch)
            throws ExecutionException, InterruptedException {
        return fetch.get().values().iterator().next().bytes();
    }

    @Test
    void whoeverWaitedForAReadThatFailedReadsForItself() throws Exception {
        Fetches fetches = new Fetches(blobs, new LocalCopies(100), environment);
        blobs.failures.set(1);
        FutureTask<Map<ValueId, Fetched>> first = fetching(fetches, run, FIRST);
        FutureTask<Map<ValueId, Fetched>> second = fetching(fetches, run, FIRST);
        blobs.go.countDown();
        assertThat(bytes(second)).hasSize(60);
        assertThat(blobs.reads).hasValue(2);
        assertThat(first).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void copyThatGivesWayToAnotherInputIsThereAllTheSame() {
        LocalCopies copies = new LocalCopies(100);
        Fetches fetches = new Fetches(blobs, copies, environment);
        blobs.go.countDown();
        byte[] kept = new byte[60];
        copies.put(run.key(), FIRST, kept);
        Map<ValueId, Fetched> found = fetches.fetch(run, List.of(FIRST, SECOND));
        assertThat(copies.find(run.key(), FIRST)).isNull();
        assertThat(found.get(FIRST)).isEqualTo(new Fetched(kept, true));
        assertThat(found.get(SECOND)).matches(second -> !second.local());
        assertThat(blobs.reads).hasValue(1);
    }

    /// Has every value, and gives none before it may.
    private static final class SlowBlobs implements BlobStore {
        private final CountDownLatch go = new CountDownLatch(1);
        private final AtomicInteger reads = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public Optional<byte[]> fetch(RunKey run, ValueId value) {
            reads.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("a planted failure");
            }
            return Optional.of(new byte[60]);
        }

        @Override
        public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
            throw new AssertionError("nothing is written here");
        }

        @Override
        public void delete(RunKey run, List<ValueId> values) {
            throw new AssertionError("nothing is deleted here");
        }

        @Override
        public void close() {}
    }
}
