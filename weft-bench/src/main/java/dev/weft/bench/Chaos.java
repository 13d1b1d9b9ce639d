package dev.weft.bench;

import dev.weft.Run;
import dev.weft.RunNotFoundException;
import dev.weft.RunOptions;
import dev.weft.Weft;
import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.model.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs of mixed shapes on worker processes that are killed and paused, over a store that is killed,
/// loses its last second and is cut off, submitted by clients some of which are killed: all must end with
/// the right result.
final class Chaos {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int AT_ONCE = 6;

    private final FaultyCluster cluster;
    private final int runs;
    private final long seed;
    private final Path directory;
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger stuck = new AtomicInteger();
    private final AtomicInteger clientKills = new AtomicInteger();
    private final AtomicInteger repeatedEffects = new AtomicInteger();
    private final AtomicLong reissues = new AtomicLong();
    private final AtomicLong tasks = new AtomicLong();
    private final AtomicLong executions = new AtomicLong();
    private final List<String> problems = new ArrayList<>(); // guarded by itself

    private Chaos(FaultyCluster cluster, int runs, long seed, Path directory) {
        this.cluster = cluster;
        this.runs = runs;
        this.seed = seed;
        this.directory = directory;
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
            return new Chaos(cluster, runs, seed, directory).go();
        } finally {
            delete(directory);
        }
    }

    private ChaosReport go() throws Exception {
        long begun = System.nanoTime();
        Faults faults = new Faults(cluster, seed, limits().lease());
        try (faults) {
            allRuns();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        int keysLeft = keysLeft();
        long repeated = Math.max(0, executions.get() - tasks.get());
        return new ChaosReport(
                runs,
                seed,
                Bench.round(seconds),
                faults.kills(),
                faults.pauses(),
                faults.storeRestarts(),
                faults.cuts(),
                clientKills.get(),
                reissues.get(),
                tasks.get(),
                executions.get(),
                Bench.round(100.0 * repeated / Math.max(1, tasks.get())),
                repeatedEffects.get(),
                wrong.get(),
                failed.get(),
                stuck.get(),
                keysLeft,
                List.copyOf(problems));
    }

    private void allRuns() throws InterruptedException {
        try (ExecutorService clients =
                Executors.newFixedThreadPool(
                        AT_ONCE, Thread.ofPlatform().name("weft-bench-client-", 0).factory())) {
            List<Future<@Nullable Void>> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                long own = seed * 1_000_003 + i;
                all.add(clients.submit(guarded(own)));
            }
            for (Future<@Nullable Void> one : all) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    problem("a client: " + e.getCause());
                    failed.incrementAndGet();
                }
            }
        }
    }

    private Callable<@Nullable Void> guarded(long own) {
        return () -> {
            one(own);
            return null;
        };
    }

    private void one(long own) throws Exception {
        SplittableRandom random = new SplittableRandom(own);
        ChaosWork.Job job = ChaosWork.job(own, directory);
        RunId id = new RunId("chaos-" + Long.toUnsignedString(own, 36));
        try (Weft weft = cluster.client()) {
            Run<?> run = random.nextInt(10) == 0 ? fromKilledClient(weft, own, id, random) : null;
            if (run == null) {
                run = weft.submit(job.sink(), RunOptions.standard().withId(id));
            }
            await(run, job);
            tasks.addAndGet(job.tasks());
            executions.addAndGet(ChaosWork.executions(directory, own));
            checkEffects(job);
        }
    }

    /// The run of a client process that was killed; `null` if it died before it had submitted.
    private @Nullable Run<?> fromKilledClient(
            Weft weft, long own, RunId id, SplittableRandom random) throws InterruptedException {
        Process client =
                cluster.clientProcess(
                        id,
                        ChaosWork.class.getName() + "#workflow",
                        List.of(String.valueOf(own), directory.toString()));
        client.waitFor(300 + random.nextInt(1_200), TimeUnit.MILLISECONDS);
        client.destroyForcibly();
        clientKills.incrementAndGet();
        client.waitFor(5, TimeUnit.SECONDS);
        try {
            return weft.attach(id);
        } catch (RunNotFoundException e) {
            return null;
        }
    }

    private void await(Run<?> run, ChaosWork.Job job) throws InterruptedException {
        try {
            Object result = run.await(PATIENCE);
            if (!Long.valueOf(job.expected()).equals(result)) {
                wrong.incrementAndGet();
                problem(
                        "run %s: result must be %d, was %s"
                                .formatted(run.id(), job.expected(), result));
            }
            countReissues(run);
        } catch (TimeoutException e) {
            stuck.incrementAndGet();
            problem("run %s: %s".formatted(run.id(), e.getMessage()));
        } catch (RuntimeException e) {
            failed.incrementAndGet();
            problem("run %s: %s".formatted(run.id(), e));
        }
    }

    private void countReissues(Run<?> run) {
        long from = 1;
        while (true) {
            List<RunEvent> events = run.events(from);
            if (events.isEmpty()) {
                return;
            }
            reissues.addAndGet(
                    events.stream()
                            .filter(event -> event.kind() == RunEvent.Kind.REISSUED)
                            .count());
            from = events.getLast().sequence() + 1;
        }
    }

    /// The value of an effect that counts is there, and no token had two.
    private void checkEffects(ChaosWork.Job job) throws IOException {
        for (String ledger : job.effects()) {
            List<EffectLedger.Entry> entries = EffectLedger.read(Path.of(ledger));
            long tokens = entries.stream().map(EffectLedger.Entry::token).distinct().count();
            long values = entries.stream().map(EffectLedger.Entry::value).distinct().count();
            if (tokens != entries.size() || values != 1) {
                repeatedEffects.incrementAndGet();
                problem("effects %s: %s".formatted(ledger, entries));
            }
        }
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
            problem("keys left: " + keys.subList(0, Math.min(20, keys.size())));
        }
        return keys.size();
    }

    private void problem(String what) {
        synchronized (problems) {
            problems.add(what);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
