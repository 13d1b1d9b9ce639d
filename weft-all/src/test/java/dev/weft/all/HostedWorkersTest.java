package dev.weft.all;

import static dev.weft.Weft.forEach;
import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.RunCancelledException;
import dev.weft.RunOptions;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.kryo.KryoValueCodecProvider;
import dev.weft.model.ErrorCode;
import dev.weft.model.FunctionProgress;
import dev.weft.model.RetryPolicy;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatistics;
import dev.weft.model.TaskError;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.RunConflictException;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.ArchiveMismatchException;
import dev.weft.worker.HostedWorker;
import dev.weft.worker.UnknownGraphException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients and workers that share nothing but a store.
@Timeout(60)
final class HostedWorkersTest {
    private static final AtomicInteger calls = new AtomicInteger();
    private static final AtomicBoolean broken = new AtomicBoolean();
    private static final AtomicBoolean interrupted = new AtomicBoolean();
    private static volatile CountDownLatch begun = new CountDownLatch(1);
    private static volatile CountDownLatch go = new CountDownLatch(1);

    @BeforeEach
    void reset() {
        calls.set(0);
        broken.set(false);
        interrupted.set(false);
        begun = new CountDownLatch(1);
        go = new CountDownLatch(1);
    }

    static int add(int a, int b) {
        calls.incrementAndGet();
        return a + b;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).sum();
    }

    static int unlessBroken(int n) throws IOException {
        calls.incrementAndGet();
        if (broken.get()) {
            throw new IOException("broken");
        }
        return n;
    }

    static int failsTwice(int n) throws IOException {
        if (calls.incrementAndGet() < 3) {
            throw new IOException("not yet");
        }
        return n;
    }

    static byte[] large(int size) {
        calls.incrementAndGet();
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    static int lengths(byte[] a, byte[] b) {
        return a.length + b.length;
    }

    static int waitForGo(int n) throws InterruptedException {
        calls.incrementAndGet();
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
        }
        return n;
    }

    static int sleep(int n) throws InterruptedException {
        calls.incrementAndGet();
        Thread.sleep(n);
        return n;
    }

    private static Arg<Integer> tree(int leaves) {
        List<Arg<Integer>> level = new ArrayList<>();
        for (int i = 0; i < leaves; i++) {
            level.add(value(i));
        }
        while (level.size() > 1) {
            List<Arg<Integer>> above = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                above.add(task(HostedWorkersTest::add, level.get(i), level.get(i + 1)));
            }
            level = above;
        }
        return level.getFirst();
    }

    @Test
    void everyTaskIsExecutedOnceAndItsInputsRideOnTheAnswers() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client()) {
            Run<Integer> run = weft.submit(tree(256));
            assertThat(run.await()).isEqualTo(255 * 256 / 2);
            assertThat(calls).hasValue(255);
            RunStatistics statistics = run.statistics();
            assertThat(statistics.attempts()).isEqualTo(255);
            assertThat((double) statistics.steps() / statistics.tasks())
                    .as("round trips a task")
                    .isLessThanOrEqualTo(1.1);
            assertThat(run.progress())
                    .singleElement()
                    .satisfies(function -> assertThat(function.done()).isEqualTo(255))
                    .extracting(FunctionProgress::name)
                    .isEqualTo("HostedWorkersTest.add");
        }
    }

    @Test
    void progressTellsOfAttemptsThatWorkersHaveRepeated() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Task<Integer> third =
                    task(HostedWorkersTest::failsTwice, value(7))
                            .withRetry(RetryPolicy.fixed(3, Duration.ZERO));
            Run<Integer> run = weft.submit(task(HostedWorkersTest::negate, third));
            assertThat(run.await()).isEqualTo(-7);
            assertThat(run.progress())
                    .extracting(FunctionProgress::name, FunctionProgress::retries)
                    .containsExactly(
                            tuple("HostedWorkersTest.failsTwice", 2L),
                            tuple("HostedWorkersTest.negate", 0L));
        }
    }

    static int negate(int n) {
        return -n;
    }

    @Test
    void largeValuesGoThroughTheBlobStoreAndLeaveIt() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client()) {
            Task<byte[]> a = task(HostedWorkersTest::large, value(100_000));
            Task<byte[]> b = task(HostedWorkersTest::large, value(50_000));
            assertThat(weft.submit(task(HostedWorkersTest::lengths, a, b)).await())
                    .isEqualTo(150_000);
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> cluster.blobs.values() == 0);
        }
    }

    @Test
    void outputThatIsLargerThanTheStoreTakesIsAnErrorOfItsTaskAndNothingOfItIsStored()
            throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client()) {
            Task<byte[]> large =
                    task(HostedWorkersTest::large, value(HostedCluster.MOST_BYTES + 1));
            Task<byte[]> small = task(HostedWorkersTest::large, value(10));
            Run<Integer> run = weft.submit(task(HostedWorkersTest::lengths, large, small));
            assertThatThrownBy(run::await)
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasMessageContaining("a value may have 1,000,000")
                    .hasMessageContaining("HostedWorkersTest.large");
            assertThat(cluster.stores.runs().find(run.id()).orElseThrow().errors())
                    .extracting(TaskError::code)
                    .containsExactly(ErrorCode.CANNOT_ENCODE_OUTPUT);
            assertThat(cluster.blobs.values()).isZero();
        }
    }

    @Test
    void lostValueIsMadeAgainAndItsReaderDoesNotFail() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Task<byte[]> large = task(HostedWorkersTest::large, value(100_000));
            Task<byte[]> late = task(HostedWorkersTest::lateLarge, value(10));
            Run<Integer> run = weft.submit(task(HostedWorkersTest::lengths, large, late));
            begun.await();
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> cluster.blobs.values() == 1);
            RunKey key = cluster.stores.runs().find(run.id()).orElseThrow().run();
            long execution =
                    Objects.requireNonNull(
                                    cluster.stores.runs().results(key, new int[] {0}).getFirst())
                            .execution();
            cluster.blobs.delete(key, List.of(new ValueId(0, execution, true)));
            cluster.worker(0).forgetCopies(key);
            go.countDown();
            assertThat(run.await()).isEqualTo(100_010);
            assertThat(calls).hasValue(3);
        }
    }

    @Test
    void lostValueThatElementsShareIsMadeAgainAndTheyGoOn() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client()) {
            Task<byte[]> large = task(HostedWorkersTest::large, value(100_000));
            Task<List<Integer>> late = task(HostedWorkersTest::lateList, value(3));
            Run<List<Integer>> run =
                    weft.submit(forEach(HostedWorkersTest::plusLength, late, large));
            begun.await();
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> cluster.blobs.values() == 1);
            RunKey key = cluster.stores.runs().find(run.id()).orElseThrow().run();
            for (int task = 0; task < 2; task++) { // one of the two roots
                TaskResult result = cluster.stores.runs().results(key, new int[] {task}).getFirst();
                if (result != null) {
                    cluster.blobs.delete(key, List.of(new ValueId(task, result.execution(), true)));
                }
            }
            cluster.worker(0).forgetCopies(key);
            assertThat(cluster.blobs.values()).isZero();
            go.countDown();
            assertThat(run.await(Duration.ofSeconds(5))).containsExactly(100_000, 100_001, 100_002);
            assertThat(run.errors()).isEmpty();
        }
    }

    static List<Integer> lateList(int size) throws InterruptedException {
        waitForGo(0);
        return IntStream.range(0, size).boxed().toList();
    }

    static int plusLength(int number, byte[] shared) {
        return number + shared.length;
    }

    static byte[] lateLarge(int size) throws InterruptedException {
        waitForGo(0);
        return new byte[size];
    }

    @Test
    void secondClientFindsTheRunAndGetsItsResult() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft first = cluster.client();
                Weft second = cluster.client()) {
            RunOptions named = RunOptions.standard().withId("the-run");
            Run<Integer> run = first.submit(task(HostedWorkersTest::waitForGo, value(7)), named);
            begun.await();
            Run<Integer> again = second.submit(task(HostedWorkersTest::waitForGo, value(7)), named);
            Run<Object> attached = second.attach(new RunId("the-run"));
            go.countDown();
            assertThat(attached.await()).isEqualTo(7);
            assertThat(again.await()).isEqualTo(7);
            assertThat(run.await()).isEqualTo(7);
            assertThat(calls).hasValue(1);
            assertThatThrownBy(() ->
                            second.submit(task(HostedWorkersTest::waitForGo, value(8)), named))
                    .isInstanceOf(RunConflictException.class);
        }
    }

    @Test
    void cancellationInterruptsWhatIsBeingExecutedAtOnce() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client()) {
            Run<Integer> run = weft.submit(task(HostedWorkersTest::waitForGo, value(7)));
            begun.await();
            long asked = System.nanoTime();
            run.cancel();
            assertThatThrownBy(run::await).isInstanceOf(RunCancelledException.class);
            Awaitility.await().atMost(2, TimeUnit.SECONDS).untilTrue(interrupted);
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .as("less than a renewal of the lease takes")
                    .isLessThan(RunLimits.standard().heartbeat());
        }
    }

    @Test
    void failureNamesTheTaskAndResumingExecutesOnlyWhatIsMissing() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = cluster.client()) {
            broken.set(true);
            Task<Integer> first = task(HostedWorkersTest::add, value(1), value(2));
            Task<Integer> second = task(HostedWorkersTest::add, value(3), value(4));
            Task<Integer> third =
                    task(
                                    HostedWorkersTest::unlessBroken,
                                    task(HostedWorkersTest::add, first, second))
                            .with(options().withName("third"));
            Run<Integer> run = weft.submit(third);
            assertThatThrownBy(run::await)
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasMessageContaining("'third'")
                    .hasMessageContaining("broken");
            assertThat(calls).hasValue(4);
            assertThat(run.progress())
                    .filteredOn(progress -> progress.failed() > 0)
                    .extracting(FunctionProgress::name, FunctionProgress::failed)
                    .containsExactly(tuple("third", 1L));
            broken.set(false);
            assertThat(weft.resume(run.id()).await()).isEqualTo(10);
            assertThat(calls).hasValue(5);
        }
    }

    @Test
    void resumedRunHasTheConstantsItIsResumedWithWhoeverExecutesIt() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2);
                Weft weft = clientOf(cluster, new WithoutParcels(cluster.invoker))) {
            broken.set(true);
            RunId id = weft.submit(task(HostedWorkersTest::unlessBroken, value(1))).id();
            assertThatThrownBy(weft.attach(id)::await).isInstanceOf(WorkflowFailedException.class);
            Run<Integer> other = weft.resume(id, task(HostedWorkersTest::unlessBroken, value(2)));
            assertThatThrownBy(other::await).isInstanceOf(WorkflowFailedException.class);
            broken.set(false);
            assertThat(weft.resume(id).await()).as("as it was resumed before").isEqualTo(2);
        }
    }

    /// Nothing of a graph goes along: workers ask the store.
    private record WithoutParcels(Invoker invoker) implements Invoker {
        @Override
        public void invoke(Invocation invocation) {
            invoker.invoke(without(invocation, invocation.code()));
        }

        @Override
        public void close() {}
    }

    @Test
    void otherArchiveIsRefusedWithBothNamedAndNothingIsExecuted() throws Exception {
        try (HostedCluster cluster = new HostedCluster(1);
                HostedWorker other = cluster.worker("other", "archive-2")) {
            Invocation invocation =
                    new Invocation(
                            new RunKey(new RunId("a"), 1),
                            1,
                            new RunCode("archive-1", "graph"),
                            RunLimits.standard(),
                            List.of(),
                            0,
                            false,
                            Optional.empty());
            assertThatThrownBy(() -> other.accept(invocation))
                    .isInstanceOf(ArchiveMismatchException.class)
                    .hasMessageContaining("archive-1")
                    .hasMessageContaining("archive-2");
            assertThatThrownBy(() -> cluster.worker(0).accept(invocation))
                    .isInstanceOf(UnknownGraphException.class)
                    .hasMessageContaining("graph of run a");
        }
    }

    @Test
    void waitingTasksAreSharedWithAWorkerThatHasNone() throws Exception {
        try (HostedCluster cluster = new HostedCluster(2, 2);
                Weft weft = cluster.client()) {
            Task<Integer> root = task(HostedWorkersTest::sleep, value(1));
            List<Task<Integer>> spins = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                spins.add(task(HostedWorkersTest::waitForGo, root));
            }
            Run<Integer> run = weft.submit(task(HostedWorkersTest::sum, list(spins)));
            RunKey key = cluster.stores.runs().find(run.id()).orElseThrow().run();
            Awaitility.await()
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> cluster.worker(0).share(key) > 1);
            go.countDown();
            assertThat(run.await()).isEqualTo(64);
            assertThat(cluster.invocations)
                    .as("invocations: the root's, and those that share")
                    .hasValueGreaterThan(1);
            assertThat(cluster.worker(0).awaitIdle(key, Duration.ofSeconds(5))).isTrue();
            assertThat(cluster.worker(1).work().attempts()).isPositive();
        }
    }

    @Test
    void workerThatNeverBeganIsFoundByTheClientThatWaits() throws Exception {
        RunLimits limits =
                RunLimits.standard()
                        .withLease(Duration.ofMillis(300))
                        .withDispatch(Duration.ofMillis(200));
        try (HostedCluster cluster = new HostedCluster(1);
                Weft deaf =
                        Weft.open(
                                new RemoteEngine(
                                        cluster.stores,
                                        new Forgetful(cluster.invoker),
                                        new KryoValueCodecProvider()
                                                .open(HostedWorkersTest.class.getClassLoader()),
                                        limits,
                                        HostedCluster.ARCHIVE))) {
            assertThat(deaf.submit(tree(4)).await()).isEqualTo(6);
        }
    }

    @Test
    void runWhoseGraphOrConstantsAreLostEndsWithThatAsItsError() throws Exception {
        for (boolean graph : new boolean[] {true, false}) {
            try (HostedCluster cluster = new HostedCluster(1);
                    Forgetful forgetful = new Forgetful(cluster.invoker);
                    Weft weft = clientOf(cluster, forgetful)) {
                Run<Integer> run = weft.submit(tree(4), RunOptions.standard().withGoOn(true));
                Invocation invocation = Objects.requireNonNull(forgetful.first);
                String known = invocation.code().graph();
                if (!graph) {
                    cluster.stores.graphs().expireConstants(invocation.run(), Duration.ZERO);
                }
                Invocation later =
                        without(
                                invocation,
                                new RunCode(HostedCluster.ARCHIVE, graph ? "another" : known));
                assertThatThrownBy(() -> cluster.worker(0).accept(later))
                        .isInstanceOf(UnknownGraphException.class);
                assertThatThrownBy(run::await)
                        .isInstanceOf(WorkflowFailedException.class)
                        .hasMessageContaining(
                                (graph ? "graph another" : "constants") + " of run " + run.id())
                        .hasMessageContaining("has lost it");
                assertThat(calls).hasValue(0);
                assertThat(cluster.stores.runs().find(run.id()).orElseThrow().errors())
                        .extracting(TaskError::code)
                        .containsExactly(ErrorCode.DATA_LOSS);
            }
        }
    }

    /// What whoever looks after the run sends: it has no graph along.
    private static Invocation without(Invocation invocation, RunCode code) {
        return new Invocation(
                invocation.run(),
                invocation.epoch(),
                code,
                invocation.limits(),
                invocation.claims(),
                invocation.nextDeadlineMicros(),
                false,
                Optional.empty());
    }

    private static Weft clientOf(HostedCluster cluster, Invoker invoker) {
        ValueCodec codec =
                new KryoValueCodecProvider().open(HostedWorkersTest.class.getClassLoader());
        return Weft.open(
                new RemoteEngine(
                        cluster.stores,
                        invoker,
                        codec,
                        RunLimits.standard(),
                        HostedCluster.ARCHIVE));
    }

    /// Forgets the first invocation.
    private static final class Forgetful implements Invoker {
        private final Invoker invoker;
        private volatile @Nullable Invocation first;

        Forgetful(Invoker invoker) {
            this.invoker = invoker;
        }

        @Override
        public synchronized void invoke(Invocation invocation) {
            if (first == null) {
                first = invocation;
            } else {
                invoker.invoke(invocation);
            }
        }

        @Override
        public void close() {}
    }
}
