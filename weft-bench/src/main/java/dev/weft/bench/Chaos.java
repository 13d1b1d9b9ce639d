package dev.weft.bench;

import dev.weft.model.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Runs of mixed shapes on worker processes that are killed and paused, over a store that is killed,
/// loses its last second and is cut off, submitted by clients some of which are killed: all must end with
/// the right result.
final class Chaos {
    private static final int AT_ONCE = 6;
    private static final int KILLED_CLIENT_EVERY = 10;

    private final FaultyCluster cluster;
    private final int runs;
    private final long seed;
    private final ChaosTally tally = new ChaosTally();
    private final AtomicInteger next = new AtomicInteger();

    private Chaos(FaultyCluster cluster, int runs, long seed) {
        this.cluster = cluster;
        this.runs = runs;
        this.seed = seed;
    }

    /// Leases of a second, so that what is lost is found soon; a retention of ten.
    static RunLimits limits() {
        return RunLimits.standard()
                .withLease(Duration.ofSeconds(1))
                .withDispatch(Duration.ofSeconds(1))
                .withRetention(Duration.ofSeconds(10))
                .withHardEnd(Duration.ofMinutes(10))
                .withPoisonLimit(20);
    }

    static ChaosReport go(FaultyCluster.Factory clusters, int workers, int runs, long seed)
            throws Exception {
        Path directory = Files.createTempDirectory("weft-chaos-");
        try (FaultyCluster cluster =
                clusters.start(new FaultyCluster.Settings(workers, limits()))) {
            return new Chaos(cluster, runs, seed).go(directory);
        } finally {
            delete(directory);
        }
    }

    private ChaosReport go(Path directory) throws InterruptedException {
        long begun = System.nanoTime();
        Faults faults = new Faults(cluster, seed, limits().lease());
        try (faults) {
            allRuns(new ChaosRun.Setting(cluster, faults, tally, directory));
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        return ChaosReport.of(tally, faults, seed, seconds, keysLeft());
    }

    private void allRuns(ChaosRun.Setting setting) throws InterruptedException {
        try (ExecutorService clients =
                Executors.newFixedThreadPool(
                        AT_ONCE, Thread.ofPlatform().name("weft-bench-client-", 0).factory())) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                all.add(clients.submit(() -> oneAfterTheOther(setting)));
            }
            for (Future<?> each : all) {
                await(each);
            }
        }
    }

    private void await(Future<?> client) throws InterruptedException {
        try {
            client.get();
        } catch (ExecutionException e) {
            tally.failed.incrementAndGet();
            tally.problem("a client: " + e.getCause());
        }
    }

    /// Goes on until there were enough runs, and each kind of fault hit some.
    private Void oneAfterTheOther(ChaosRun.Setting setting)
            throws IOException, InterruptedException {
        int number = next.getAndIncrement();
        while (number < runs || !setting.faults().hadEachKind()) {
            new ChaosRun(setting, seed * 1_000_003 + number).go(clientOf(number));
            number = next.getAndIncrement();
        }
        return null;
    }

    private static ChaosRun.Client clientOf(int number) {
        return switch (number % (2 * KILLED_CLIENT_EVERY)) {
            case KILLED_CLIENT_EVERY / 2 -> ChaosRun.Client.IS_KILLED_ONCE_IT_HAS_SUBMITTED;
            case KILLED_CLIENT_EVERY * 3 / 2 -> ChaosRun.Client.IS_KILLED_SOMETIME;
            default -> ChaosRun.Client.STAYS;
        };
    }

    /// Whatever is left when the retention is over, except what a late reader may have touched.
    private int keysLeft() throws InterruptedException {
        long end = System.nanoTime() + limits().retention().plusSeconds(20).toNanos();
        List<String> keys = cluster.storeKeys();
        while (!keys.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(500);
            keys = cluster.storeKeys();
        }
        if (!keys.isEmpty()) {
            tally.problem("keys left: " + keys.subList(0, Math.min(20, keys.size())));
        }
        return keys.size();
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
