package dev.weft.all;

import static dev.weft.Weft.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Run;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.core.HoldRules;
import dev.weft.core.KeepRules;
import dev.weft.core.SegmentRules;
import dev.weft.kryo.KryoValueCodecProvider;
import dev.weft.model.Dag;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.WorkerId;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.RunCounters;
import dev.weft.worker.RunExecution;
import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.Worker;
import dev.weft.worker.WorkerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A store that has lost its last second may have lost that a run was resumed: workers are left of an epoch
/// that there is no more.
@Timeout(60)
final class LostResumptionTest {
    private static final CountDownLatch begun = new CountDownLatch(1);
    private static final CountDownLatch go = new CountDownLatch(1);

    static int waits() throws InterruptedException {
        begun.countDown();
        go.await();
        return 7;
    }

    /// What it would reap, it would invoke workers for under an epoch that the store refuses, as soon as it is
    /// due and before anybody else comes to it.
    @Test
    void workerOfAnEpochThatTheStoreHasLostStopsLookingAfterTheRun() throws Exception {
        RunLimits limits =
                RunLimits.standard()
                        .withLossWindow(Duration.ZERO)
                        .withLease(Duration.ofMillis(300));
        ValueCodec codec = new KryoValueCodecProvider().open(getClass().getClassLoader());
        try (HostedCluster cluster = new HostedCluster(1);
                Weft weft = cluster.client(limits)) {
            Task<Integer> task = task(LostResumptionTest::waits);
            Run<Integer> run = weft.submit(task);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            RunRecord record = cluster.stores.runs().find(run.id()).orElseThrow();
            try (Worker left = worker(cluster, codec)) {
                Dag dag = weft.compile(task);
                RunExecution execution =
                        left.open(
                                record.run(),
                                record.epoch() + 1,
                                record.code(),
                                dag,
                                dag.constants(),
                                limits,
                                new RunCounters(Map.of(), System.nanoTime()));
                Awaitility.await().atMost(10, TimeUnit.SECONDS).until(execution::over);
            }
            go.countDown();
            assertThat(run.await()).isEqualTo(7);
        }
    }

    private static Worker worker(HostedCluster cluster, ValueCodec codec) {
        return new Worker(
                new WorkerSettings(
                        new WorkerId("left"),
                        100,
                        false,
                        false,
                        Duration.ofSeconds(2),
                        1_024,
                        LostResumptionTest.class.getClassLoader(),
                        SegmentRules.standard(),
                        HoldRules.off(),
                        new KeepRules(true, 100)),
                cluster.stores.runs(),
                cluster.stores.blobs(),
                codec,
                cluster.invoker,
                new SystemEnvironment());
    }
}
