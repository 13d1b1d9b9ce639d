package dev.weft.bench;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.Weft;
import dev.weft.model.Dag;
import dev.weft.model.EncodedGraph;
import dev.weft.model.RunStatistics;
import dev.weft.spi.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Measures workloads on one engine: warm-up runs, then so many repetitions, in one process.
/// Where the same work without Weft is measured too, both take turns. A wrong result ends the
/// measurement: what is fast and wrong is not measured.
final class Bench {
    private static final int MAX_WARM_UPS = 5_000;

    private final Weft weft;
    private final String engine;
    private final @Nullable Cluster cluster;
    private final int repetitions;
    private final Duration warmUp;

    /// @param engine what the engine is called
    /// @param cluster whose client `weft` is; `null` if tasks run in this process
    /// @param repetitions how many runs are measured; at least 1
    /// @param warmUp how long runs are repeated before they are measured
    Bench(Weft weft, String engine, @Nullable Cluster cluster, int repetitions, Duration warmUp) {
        this.weft = weft;
        this.engine = engine;
        this.cluster = cluster;
        this.repetitions = repetitions;
        this.warmUp = warmUp;
    }

    /// Runs a workload.
    ///
    /// @param plain the same work without Weft; `null` if that is not measured
    Measurement measure(Workload workload, int size, @Nullable Callable<?> plain) throws Exception {
        Repetition last = warmUp(workload, size, plain);
        Samples runs = new Samples(repetitions);
        Samples builds = new Samples(repetitions);
        Samples plains = new Samples(repetitions);
        long[] invocations = new long[repetitions];
        for (int i = 0; i < repetitions; i++) {
            if (plain != null) {
                plains.add(time(plain));
            }
            last = repeat(workload, size);
            runs.add(last.runNanos());
            builds.add(last.buildNanos());
            invocations[i] = last.invocations();
        }
        Measurement measured =
                report(workload.name(), size, last, runs, builds, plain == null ? null : plains);
        return cluster == null ? measured : measured.withInvocations(median(invocations));
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// Runs a workload in turn with another one of the same size.
    Measurement compare(Workload workload, Workload with, int size) throws Exception {
        return measure(workload, size, () -> repeat(with, size));
    }

    private Repetition warmUp(Workload workload, int size, @Nullable Callable<?> plain)
            throws Exception {
        long end = System.nanoTime() + warmUp.toNanos();
        int done = 0;
        Repetition last;
        do {
            if (plain != null) {
                plain.call();
            }
            last = repeat(workload, size);
        } while (System.nanoTime() < end && ++done < MAX_WARM_UPS);
        return last;
    }

    /// One run of a workload.
    private record Repetition(
            long buildNanos, long runNanos, long invocations, RunStatistics statistics) {}

    private long invocations() {
        return cluster == null ? 0 : cluster.invocations();
    }

    private Repetition repeat(Workload workload, int size) throws InterruptedException {
        long invocations = invocations();
        long start = System.nanoTime();
        Workload.Job job = workload.job(size);
        long built = System.nanoTime();
        Run<?> run = weft.submit(job.sink());
        Object result = run.await();
        long end = System.nanoTime();
        if (!job.correct().test(result)) {
            throw new WrongResultException(workload.name(), size, result);
        }
        return new Repetition(
                built - start, end - built, invocations() - invocations, run.statistics());
    }

    private static long time(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return System.nanoTime() - start;
    }

    private Measurement report(
            String name,
            int size,
            Repetition last,
            Samples runs,
            Samples builds,
            @Nullable Samples plains) {
        RunStatistics statistics = last.statistics();
        int tasks = (int) statistics.tasks();
        double median = runs.median();
        @Nullable Double plain = plains == null ? null : round(plains.median());
        return new Measurement(
                name,
                engine,
                size,
                tasks,
                repetitions,
                round(runs.min()),
                round(median),
                round(runs.max()),
                Math.round(tasks * 1_000 / median),
                round(median * 1e6 / tasks),
                round(builds.median()),
                plain,
                plains == null ? null : round(plains.median() / median),
                null,
                null,
                null,
                null,
                null,
                round((double) statistics.steps() / tasks),
                null,
                statistics.encodedBytes(),
                round(statistics.parallelism()));
    }

    private static long storedBytes(Dag dag) {
        return EncodedGraph.of(dag, Connection.INLINE_GRAPH_BYTES).parts().stream()
                .mapToLong(part -> part.bytes().length)
                .sum();
    }

    /// Runs a workload once, and says what each worker has read of its graph. Workers must not know it.
    List<GraphReads> graphReads(Workload workload, int size, Cluster cluster) throws Exception {
        Workload.Job job = workload.job(size);
        Dag dag = weft.compile(job.sink());
        Map<String, Cluster.WorkerUse> before =
                cluster.use().stream()
                        .collect(Collectors.toMap(Cluster.WorkerUse::worker, use -> use));
        Object result = weft.submit(job.sink()).await();
        if (!job.correct().test(result)) {
            throw new WrongResultException(workload.name(), size, result);
        }
        long stored = storedBytes(dag);
        Cluster.WorkerUse none = new Cluster.WorkerUse("", 0, 0);
        return cluster.use().stream()
                .map(use -> {
                    Cluster.WorkerUse former = before.getOrDefault(use.worker(), none);
                    return new GraphReads(
                            "graph-reads:" + workload.name(),
                            engine,
                            dag.tasks(),
                            stored,
                            use.worker(),
                            use.attempts() - former.attempts(),
                            use.graphBytes() - former.graphBytes());
                })
                .toList();
    }

    /// The size of what is stored of a graph, and the time to compile its handles; needs no run.
    Measurement dagSize(String name, int size, Supplier<Arg<?>> sink) {
        Samples compile = new Samples(repetitions);
        Dag dag = weft.compile(sink.get());
        for (int i = 0; i < repetitions; i++) {
            Arg<?> handles = sink.get();
            long start = System.nanoTime();
            dag = weft.compile(handles);
            compile.add(System.nanoTime() - start);
        }
        long bytes = storedBytes(dag);
        return new Measurement(
                "dag-size:" + name,
                engine,
                size,
                dag.tasks(),
                repetitions,
                round(compile.min()),
                round(compile.median()),
                round(compile.max()),
                Math.round(dag.tasks() * 1_000 / compile.median()),
                null,
                null,
                null,
                null,
                bytes,
                round((double) bytes / dag.tasks()),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /// Runs a workload and watches the heap of each process.
    Measurement heap(Workload workload, int size) throws Exception {
        try (HeapUse here = HeapUse.ofThisProcess();
                HeapUses workers = HeapUses.of(cluster == null ? List.of() : cluster.workers())) {
            Measurement measured = measure(workload, size, null);
            return measured.withHeapBytes(here.mostBytes(), workers.mostBytes());
        }
    }

    /// Runs a workload, and then as often again to watch the store, which takes time of its own.
    Measurement storeUse(Workload workload, int size, Cluster cluster) throws Exception {
        Measurement measured = measure(workload, size, null);
        if (cluster.storeBytes().isEmpty()) {
            return measured;
        }
        try (StoreUse use = new StoreUse(cluster)) {
            for (int i = 0; i < repetitions; i++) {
                repeat(workload, size);
            }
            return measured.withMostStoreBytes(use.mostBytes());
        }
    }

    /// The time of many runs, one after the other: what one of them takes.
    Measurement latency(Workload workload, int runsInSequence) throws InterruptedException {
        for (int i = 0; i < runsInSequence; i++) {
            repeat(workload, runsInSequence);
        }
        Samples all = new Samples(repetitions * runsInSequence);
        Samples builds = new Samples(repetitions * runsInSequence);
        Repetition last = null;
        for (int i = 0; i < repetitions * runsInSequence; i++) {
            last = repeat(workload, runsInSequence);
            all.add(last.runNanos());
            builds.add(last.buildNanos());
        }
        if (last == null) {
            throw new IllegalArgumentException("size must be >= 1, was " + runsInSequence);
        }
        return report(workload.name(), runsInSequence, last, all, builds, null);
    }

    static double round(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
