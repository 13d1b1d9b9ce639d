package dev.weft.all;

import static dev.weft.Weft.forEach;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.kryo.KryoValueCodecProvider;
import dev.weft.model.ErrorCode;
import dev.weft.model.FunctionProgress;
import dev.weft.model.GraphIndex;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskError;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.Connection;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Graphs above the inline limit: stored once for all runs, in chunks of which workers read those that they step
/// into.
@Timeout(60)
final class LargeGraphsTest {
    private static final AtomicInteger calls = new AtomicInteger();
    private static volatile CountDownLatch gate = new CountDownLatch(0);
    private static volatile boolean fails;

    private final HostedCluster cluster = new HostedCluster(2);

    @BeforeEach
    void reset() {
        calls.set(0);
        gate = new CountDownLatch(0);
        fails = false;
    }

    static int one() {
        calls.incrementAndGet();
        return 1;
    }

    static int next(int a) {
        calls.incrementAndGet();
        return a + 1;
    }

    static int sum(int a, int b, int c) {
        calls.incrementAndGet();
        return a + b - c;
    }

    static int count(List<Integer> all) {
        calls.incrementAndGet();
        return all.size();
    }

    static int gated(int a) throws InterruptedException {
        gate.await();
        if (fails) {
            throw new IllegalStateException("as asked");
        }
        return a + 1;
    }

    static List<Integer> numbers(int a) {
        return IntStream.range(0, 200).map(i -> i + a).boxed().toList();
    }

    static int length(byte[] some, byte[] others) {
        return some.length + others.length;
    }

    /// 80 layers of 100 tasks with three random parents each, and the sink.
    private static Task<Integer> layered(long seed) {
        Random random = new Random(seed);
        List<Task<Integer>> layer = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            layer.add(task(LargeGraphsTest::one));
        }
        List<Task<Integer>> childless = new ArrayList<>();
        for (int depth = 1; depth < 80; depth++) {
            List<Task<Integer>> above = layer;
            HashSet<Task<Integer>> unread = new HashSet<>(above);
            layer = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int[] chosen = random.ints(0, 100).distinct().limit(3).toArray();
                IntStream.of(chosen).mapToObj(above::get).forEach(unread::remove);
                layer.add(
                        task(
                                LargeGraphsTest::sum,
                                above.get(chosen[0]),
                                above.get(chosen[1]),
                                above.get(chosen[2])));
            }
            childless.addAll(above.stream().filter(unread::contains).toList());
        }
        childless.addAll(layer);
        return task(LargeGraphsTest::count, list(childless));
    }

    private static Task<Integer> chain(Task<Integer> first, int length) {
        Task<Integer> last = first;
        for (int i = 0; i < length; i++) {
            last = task(LargeGraphsTest::next, last);
        }
        return last;
    }

    /// Always in chunks.
    private Weft chunked() {
        return client(cluster.invoker, 0);
    }

    private Weft client(Invoker invoker, int inlineGraphBytes) {
        return Weft.open(
                new RemoteEngine(
                        cluster.stores,
                        invoker,
                        new KryoValueCodecProvider().open(getClass().getClassLoader()),
                        RunLimits.standard().withLossWindow(Duration.ZERO),
                        HostedCluster.ARCHIVE,
                        inlineGraphBytes));
    }

    private GraphIndex index() {
        return GraphIndex.decode(
                cluster.graphs.fetchGraph(cluster.graphs.written.getLast()).orElseThrow());
    }

    @Test
    void runInChunksHasTheResultOfOneThatIsNot() throws Exception {
        try (cluster;
                Weft inChunks = chunked();
                Weft local = Weft.local()) {
            int expected = local.submit(layered(1)).await();
            int executed = calls.getAndSet(0);
            assertThat(inChunks.submit(layered(1)).await()).isEqualTo(expected);
            assertThat(calls).hasValue(executed);
            assertThat(index().chunks()).hasSizeGreaterThan(2);
        }
    }

    @Test
    void secondRunOfTheSameShapeWritesNoGraphAndAWarmWorkerReadsNone() throws Exception {
        try (cluster;
                Weft weft = chunked()) {
            weft.submit(layered(2)).await();
            assertThat(cluster.graphs.written).hasSizeGreaterThan(3).doesNotHaveDuplicates();
            long before = cluster.worker(0).graphBytesRead() + cluster.worker(1).graphBytesRead();
            assertThat(before).isPositive();
            awaitAllChunksIn(weft);
            cluster.graphs.forget();
            weft.submit(layered(2)).await();
            assertThat(cluster.graphs.written).as("only their presence is checked").isEmpty();
            assertThat(cluster.graphs.read).isEmpty();
            weft.submit(layered(3)).await();
            assertThat(cluster.graphs.written).as("another shape").isNotEmpty();
        }
    }

    /// Both workers have read the index and every chunk, each once.
    private void awaitAllChunksIn(Weft weft) throws InterruptedException {
        while (cluster.graphs.read.size() < 2 * cluster.graphs.written.size()) {
            weft.submit(layered(2)).await();
        }
    }

    @Test
    void constantsOfARunDoNotGrowWithItsGraphAndEqualOnesAreWrittenOnce() throws Exception {
        try (cluster;
                Weft weft = chunked()) {
            assertThat(weft.submit(layered(4)).await()).isPositive();
            assertThat(cluster.graphs.constantsBytes).hasValueLessThan(10);
            cluster.graphs.forget();
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tasks.add(
                        task(
                                LargeGraphsTest::length,
                                value(new byte[100_000]),
                                value(new byte[i])));
            }
            assertThat(weft.submit(task(LargeGraphsTest::count, list(tasks))).await())
                    .isEqualTo(50);
            assertThat(cluster.graphs.constantsBytes).hasValueBetween(100_000, 110_000);
        }
    }

    /// A worker that executes the first tasks of 50,000 has read the first chunk alone.
    @Test
    void workerReadsOnlyTheChunksThatItStepsInto() throws Exception {
        gate = new CountDownLatch(1);
        try (cluster;
                Weft weft = chunked()) {
            Task<Integer> first =
                    task(LargeGraphsTest::gated, chain(task(LargeGraphsTest::one), 9));
            Run<Integer> run = weft.submit(chain(first, 50_000));
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> calls.get() >= 10);
            GraphIndex index = index();
            assertThat(index.chunks()).hasSizeGreaterThan(3);
            assertThat(cluster.graphs.read)
                    .as("the index, and the chunk of what is executed")
                    .filteredOn(name -> index.chunks().contains(name))
                    .containsOnly(index.chunks().getFirst());
            run.cancel();
            gate.countDown();
        }
    }

    @Test
    void runOneOfWhoseChunksIsLostEndsWithThatAsItsErrorAndCanBeResumed() throws Exception {
        gate = new CountDownLatch(1);
        try (cluster;
                Weft weft = chunked()) {
            Task<Integer> sink =
                    chain(task(LargeGraphsTest::gated, task(LargeGraphsTest::one)), 3_000);
            Run<Integer> run = weft.submit(sink, RunOptions.standard().withGoOn(true));
            cluster.graphs.removeGraph(index().chunks().getLast());
            gate.countDown();

            assertThatThrownBy(run::await)
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasMessageContaining("chunk ")
                    .hasMessageContaining("the store has lost it");
            assertThat(weft.attach(run.id()).errors())
                    .extracting(TaskError::code)
                    .containsExactly(ErrorCode.DATA_LOSS);
            int before = calls.get();
            assertThat(before).isPositive();

            assertThat(weft.resume(run.id(), sink).await()).isEqualTo(3_002);
            assertThat(calls.get()).as("what is committed is not done again").isLessThan(6_000);
        }
    }

    @Test
    void chunkThatIsDamagedIsRemovedAndWrittenAgainByWhoeverSubmitsTheWorkflow() throws Exception {
        gate = new CountDownLatch(1);
        try (cluster;
                Weft weft = chunked()) {
            Task<Integer> sink =
                    chain(task(LargeGraphsTest::gated, task(LargeGraphsTest::one)), 3_000);
            Run<Integer> run = weft.submit(sink);
            String chunk = index().chunks().getLast();
            byte[] bytes = cluster.graphs.fetchGraph(chunk).orElseThrow();
            bytes[bytes.length / 2] ^= 1;
            cluster.graphs.removeGraph(chunk);
            cluster.graphs.putGraph(chunk, bytes, Duration.ofHours(1));
            gate.countDown();
            assertThatThrownBy(run::await)
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasMessageContaining("was damaged");
            assertThat(cluster.graphs.fetchGraph(chunk)).isEmpty();
            assertThat(weft.submit(sink).await()).isEqualTo(3_002);
        }
    }

    /// Between the tasks that workers step into lie places for what a fan-out adds.
    @Test
    void fanOutsInAGraphOfManyChunksAreExpanded() throws Exception {
        try (cluster;
                Weft weft = chunked()) {
            List<Task<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                Task<Integer> at = task(LargeGraphsTest::next, value(i));
                if (i % 70 == 0) {
                    Arg<List<Integer>> elements =
                            forEach(LargeGraphsTest::next, task(LargeGraphsTest::numbers, at));
                    at = task(LargeGraphsTest::count, elements);
                }
                all.add(chain(at, 4));
            }
            assertThat(weft.submit(task(LargeGraphsTest::count, list(all))).await()).isEqualTo(700);
            assertThat(index().chunks()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void whoeverAttachesToARunKnowsTheNamesOfAllOfItsTasks() throws Exception {
        try (cluster;
                Weft weft = chunked()) {
            Run<Integer> run = weft.submit(layered(5));
            run.await();
            List<FunctionProgress> progress = weft.attach(run.id()).progress();
            assertThat(progress)
                    .extracting(FunctionProgress::name)
                    .containsExactlyInAnyOrder(
                            "LargeGraphsTest.one", "LargeGraphsTest.sum", "LargeGraphsTest.count");
            assertThat(progress.stream().mapToLong(FunctionProgress::total).sum()).isEqualTo(8_001);
            cluster.graphs.removeGraph(index().chunks().getFirst());
            assertThat(weft.attach(run.id()).progress()).as("lost with a chunk").isEmpty();
        }
    }

    @Test
    void whatTravelsInsideAnInvocationHasALimit() throws Exception {
        Catching catching = new Catching();
        Task<Integer> workflow = layered(6);
        try (cluster;
                Weft standard = client(catching, Connection.INLINE_GRAPH_BYTES)) {
            standard.submit(workflow);
            Invocation.Parcel parcel = catching.caught().parcel().orElseThrow();
            int bytes = parcel.graph().length + parcel.constants().length;
            assertThat(bytes).isLessThan(Connection.INLINE_GRAPH_BYTES);
            client(catching, bytes).submit(workflow);
            assertThat(catching.caught().parcel()).isPresent();
            client(catching, bytes - 1).submit(workflow);
            assertThat(catching.caught().parcel()).isEmpty();
            assertThat(cluster.graphs.written).as("as the constants are in the way").hasSize(1);
            client(catching, bytes - parcel.constants().length - 1).submit(workflow);
            assertThat(catching.caught().parcel()).isEmpty();
            assertThat(index().tasks()).isEqualTo(8_001);
        }
    }

    /// Keeps what it is to pass on.
    private static final class Catching implements Invoker {
        private volatile @Nullable Invocation last;

        @Override
        public void invoke(Invocation invocation) {
            last = invocation;
        }

        Invocation caught() {
            return Objects.requireNonNull(last);
        }

        @Override
        public void close() {}
    }
}
