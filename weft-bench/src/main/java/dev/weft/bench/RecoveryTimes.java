package dev.weft.bench;

import dev.weft.Run;
import dev.weft.Weft;
import dev.weft.bench.InterruptedChain.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;

/// Measures how soon the work of a lost worker goes on.
final class RecoveryTimes {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_BEFORE_LOSS_MILLIS = 200;

    private final FaultyCluster cluster;
    private final int workers;
    private final Path directory;
    private final SplittableRandom random = new SplittableRandom(1);
    private double repeatedWorkMs;
    private int mostExecutions;
    private int wrongResults;
    private int files;

    /// @param directory for notes
    RecoveryTimes(FaultyCluster cluster, int workers, Path directory) {
        this.cluster = cluster;
        this.workers = workers;
        this.directory = directory;
    }

    /// How a worker is lost.
    private interface Loss {
        void of(ProcessHandle worker) throws IOException, InterruptedException;
    }

    RecoveryReport measure(int repetitions, Duration lease)
            throws IOException, InterruptedException, TimeoutException {
        Samples seen = new Samples(repetitions);
        Samples unseen = new Samples(repetitions);
        for (int i = 0; i < repetitions; i++) {
            seen.add(nanosUntilItGoesOn(ProcessHandle::destroyForcibly));
            unseen.add(nanosUntilItGoesOn(worker -> Signals.send("STOP", worker)));
        }
        return new RecoveryReport(
                workers,
                repetitions,
                lease.toMillis(),
                Bench.round(seen.median()),
                Bench.round(seen.max()),
                Bench.round(unseen.median()),
                Bench.round(unseen.max()),
                Bench.round(repeatedWorkMs),
                Math.max(1_000, lease.toMillis() / 3.0),
                mostExecutions,
                wrongResults);
    }

    private long nanosUntilItGoesOn(Loss loss)
            throws IOException, InterruptedException, TimeoutException {
        Weft weft = cluster.weft();
        awaitWorkers(weft);
        Path notes = notes();
        int hangsAt = 1 + random.nextInt(InterruptedChain.LENGTH - 1);
        Run<Integer> run = weft.submit(InterruptedChain.workflow(notes, hangsAt));
        ProcessHandle worker = executing(notes, hangsAt);
        Thread.sleep(random.nextInt(MOST_BEFORE_LOSS_MILLIS));
        try {
            long lostMicros = InterruptedChain.nowMicros();
            loss.of(worker);
            int result = run.await(PATIENCE);
            wrongResults += result == InterruptedChain.LENGTH ? 0 : 1;
            return nanosUntilItGoesOn(InterruptedChain.read(notes), hangsAt, lostMicros);
        } finally {
            worker.destroyForcibly(); // also one that is paused
        }
    }

    private long nanosUntilItGoesOn(List<Execution> all, int hangsAt, long lostMicros) {
        List<Execution> interrupted = InterruptedChain.of(hangsAt, all);
        mostExecutions = Math.max(mostExecutions, interrupted.size());
        Execution goesOn =
                all.stream().filter(each -> each.micros() > lostMicros).findFirst().orElseThrow();
        long firstDoneMicros = InterruptedChain.of(goesOn.number(), all).getFirst().micros();
        long repeatedMicros = interrupted.getFirst().micros() - firstDoneMicros;
        repeatedWorkMs = Math.max(repeatedWorkMs, repeatedMicros / 1e3);
        return (goesOn.micros() - lostMicros) * 1_000;
    }

    /// The worker that executes what hangs.
    private static ProcessHandle executing(Path notes, int hangsAt)
            throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            List<Execution> found = InterruptedChain.of(hangsAt, InterruptedChain.read(notes));
            if (!found.isEmpty()) {
                return ProcessHandle.of(found.getFirst().pid()).orElseThrow();
            }
            Thread.sleep(1);
        }
        throw new TimeoutException("task %d was not begun".formatted(hangsAt));
    }

    /// A worker that was lost before is replaced, and has executed something.
    private void awaitWorkers(Weft weft)
            throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Path notes = notes();
            weft.submit(InterruptedChain.workers(notes, 10 * workers)).await(PATIENCE);
            long busy =
                    InterruptedChain.read(notes).stream().map(Execution::pid).distinct().count();
            if (busy == workers) {
                return;
            }
        }
        throw new TimeoutException("there were no %d workers".formatted(workers));
    }

    private Path notes() {
        return directory.resolve("notes-" + files++);
    }

    /// @param clusters must have leases of that length
    static RecoveryReport measure(
            FaultyCluster.Factory clusters, int workers, int repetitions, Duration lease)
            throws IOException, InterruptedException, TimeoutException {
        Path directory = Files.createTempDirectory("weft-recovery-");
        FaultyCluster.Settings settings =
                new FaultyCluster.Settings(workers, Chaos.limits().withLease(lease));
        try (FaultyCluster cluster = clusters.start(settings)) {
            return new RecoveryTimes(cluster, workers, directory).measure(repetitions, lease);
        } finally {
            Chaos.delete(directory);
        }
    }
}
