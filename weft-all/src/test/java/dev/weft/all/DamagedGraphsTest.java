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
import dev.weft.kryo.KryoValueCodecProvider;
import dev.weft.model.ErrorCode;
import dev.weft.model.RunCode;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.SliceFormat;
import dev.weft.model.TaskError;
import dev.weft.model.UnknownFormatVersionException;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.GraphStore;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.worker.UnknownGraphException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a worker finds in the store of a run's graph or constants is not what was written, or was written by
/// another version.
@Timeout(60)
final class DamagedGraphsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final AtomicInteger calls = new AtomicInteger();

    private final HostedCluster cluster = new HostedCluster(1);
    private final Catching catching = new Catching();
    private final Weft weft =
            Weft.open(
                    new RemoteEngine(
                            cluster.stores,
                            catching,
                            new KryoValueCodecProvider()
                                    .open(DamagedGraphsTest.class.getClassLoader()),
                            RunLimits.standard(),
                            HostedCluster.ARCHIVE));

    @BeforeEach
    void reset() {
        calls.set(0);
    }

    static int add(int a, int b) {
        calls.incrementAndGet();
        return a + b;
    }

    private static Task<Integer> workflow() {
        return task(DamagedGraphsTest::add, value(40), value(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runWhoseGraphOrConstantsAreDamagedEndsWithThatAsItsErrorAndCanBeResumed(boolean graph)
            throws Exception {
        try (cluster;
                weft) {
            Run<Integer> run = weft.submit(workflow(), RunOptions.standard().withGoOn(true));
            Invocation invocation = catching.caught();
            damage(graph, invocation);

            assertThatThrownBy(() -> cluster.worker(0).accept(fromStore(invocation)))
                    .isInstanceOf(UnknownGraphException.class);

            assertThatThrownBy(run::await)
                    .isInstanceOf(WorkflowFailedException.class)
                    .hasMessageContaining((graph ? "graph " : "constants of run " + run.id()))
                    .hasMessageContaining("was damaged")
                    .hasMessageContaining("resume the run with it");
            assertThat(weft.attach(run.id()).errors())
                    .extracting(TaskError::code)
                    .containsExactly(ErrorCode.DATA_LOSS);
            assertThat(calls).as("what is damaged is not executed").hasValue(0);

            Run<Integer> resumed = weft.resume(run.id(), workflow());
            cluster.worker(0).accept(fromStore(catching.caught()));
            assertThat(resumed.await()).isEqualTo(42);
        }
    }

    private void damage(boolean graph, Invocation invocation) {
        GraphStore graphs = cluster.stores.graphs();
        if (graph) {
            String name = invocation.code().graph();
            byte[] bytes = graphs.fetchGraph(name).orElseThrow().clone();
            bytes[bytes.length / 2] ^= 1;
            graphs.removeGraph(name);
            graphs.putGraph(name, bytes, HOUR);
        } else {
            graphs.removeConstants(invocation.run());
            graphs.putConstants(invocation.run(), new byte[] {1, 0, 0}, HOUR);
        }
    }

    @Test
    void runWhoseGraphIsOfAnotherVersionIsLeftToWorkersThatKnowIt() throws Exception {
        try (cluster;
                weft) {
            Run<Integer> run = weft.submit(workflow());
            Invocation invocation = catching.caught();
            byte[] newer = ofVersion9(invocation.code().graph());
            cluster.stores.graphs().putGraph(SliceFormat.name(newer), newer, HOUR);

            Invocation unknown = fromStore(invocation, SliceFormat.name(newer));
            assertThatThrownBy(() -> cluster.worker(0).accept(unknown))
                    .isInstanceOf(UnknownFormatVersionException.class)
                    .hasMessageContaining("must be 2 or 3, was 9");

            assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
            assertThat(run.errors()).isEmpty();
            assertThat(cluster.stores.graphs().fetchGraph(SliceFormat.name(newer))).isPresent();
            cluster.worker(0).accept(fromStore(invocation)); // as one that knows it
            assertThat(run.await()).isEqualTo(42);
        }
    }

    private byte[] ofVersion9(String name) {
        byte[] bytes = cluster.stores.graphs().fetchGraph(name).orElseThrow().clone();
        bytes[0] = 9;
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) sum.getValue());
        return bytes;
    }

    private static Invocation fromStore(Invocation invocation) {
        return fromStore(invocation, invocation.code().graph());
    }

    /// What whoever looks after the run sends: it has no graph along.
    private static Invocation fromStore(Invocation invocation, String graph) {
        return new Invocation(
                invocation.run(),
                invocation.epoch(),
                new RunCode(HostedCluster.ARCHIVE, graph, invocation.code().constants()),
                invocation.limits(),
                invocation.claims(),
                invocation.nextDeadlineMicros(),
                false,
                Optional.empty());
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
