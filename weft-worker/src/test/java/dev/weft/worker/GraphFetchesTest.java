package dev.weft.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Dag;
import dev.weft.model.Slice;
import dev.weft.model.SliceFormat;
import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class GraphFetchesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Slice SLICE = slice();

    private final SystemEnvironment environment = new SystemEnvironment();
    private final KnownGraphs known = new KnownGraphs();
    private final GraphFetches fetches = new GraphFetches(known, environment);
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void closeEnvironment() {
        environment.close();
    }

    private static Slice slice() {
        Dag dag = Executions.dagOfFanOut(200);
        return SliceFormat.decode(SliceFormat.encode(dag, 0, dag.tasks()));
    }

    private FutureTask<Slice> getting(Supplier<Slice> fetching) {
        FutureTask<Slice> fetch = new FutureTask<>(() -> fetches.get("a", fetching, PATIENCE));
        Thread thread = Thread.ofPlatform().name("fetch").daemon(true).start(fetch);
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return fetch;
    }

    private Slice slowly() {
        reads.incrementAndGet();
        awaitGo();
        return SLICE;
    }

    private void awaitGo() {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void chunkThatSeveralStepIntoAtOnceIsReadOnceAndKnownThen() throws Exception {
        FutureTask<Slice> first = getting(this::slowly);
        FutureTask<Slice> second = getting(this::slowly);
        go.countDown();
        assertThat(first.get()).isSameAs(SLICE);
        assertThat(second.get()).isSameAs(SLICE);
        assertThat(fetches.get("a", this::slowly, PATIENCE)).isSameAs(SLICE);
        assertThat(reads).hasValue(1);
    }

    @Test
    void whoeverWaitedForOneWhoFailedAsksTheStoreItself() throws Exception {
        FutureTask<Slice> first =
                getting(() -> {
                    awaitGo();
                    throw new StoreUnavailableException("as asked", new IOException());
                });
        FutureTask<Slice> second = getting(this::slowly);
        go.countDown();
        assertThatThrownBy(first::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(second.get()).isSameAs(SLICE);
        assertThat(reads).hasValue(1);
    }

    @Test
    void thoseUsedLastAreKnownAsFarAsTheyFit() {
        KnownGraphs few = new KnownGraphs(3 * (SLICE.heapBytes() + 4_096));
        few.put("a", SLICE);
        few.put("b", SLICE);
        few.put("c", SLICE);
        assertThat(few.find("a")).isSameAs(SLICE);
        few.put("d", SLICE);
        few.put("d", SLICE);
        assertThat(few.find("a")).isNotNull();
        assertThat(few.find("b")).isNull();
        assertThat(few.find("c")).isNotNull();
        KnownGraphs none = new KnownGraphs(0);
        none.put("a", SLICE);
        assertThat(none.find("a")).as("one is kept, however large").isSameAs(SLICE);
        none.put("b", SLICE);
        assertThat(none.find("a")).isNull();
    }
}
