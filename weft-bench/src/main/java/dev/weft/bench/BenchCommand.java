package dev.weft.bench;

import dev.weft.Weft;
import dev.weft.examples.IdentifierCount;
import dev.weft.examples.IdentifierReport;
import dev.weft.examples.ImagePipeline;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `weft bench`: runs workloads and prints what they took.
@Command(
        name = "bench",
        description = "Runs a workload and prints what it took.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nWorkloads:%n",
        footer = {
            "  W1         fan-out and fan-in of no-ops; size: width",
            "  W2         chain of no-ops; size: length",
            "  W3         tree reduction; size: leaves (W3-10ms: each task sleeps 10 ms)",
            "  W4         blocked multiplication of matrices; size: rows",
            "  W5         word count in 16 chunks; size: words",
            "  W6         ten layers of 100 no-ops with three parents each",
            "  W7         one large value with eight readers; size: MiB",
            "  W1-dynamic W1 of a width that a task decides, measured in turn with W1; size: width",
            "  W8         three steps for each element, and a reduction; size: elements",
            "  W8-10ms    the same with 10 ms of sleep in each step, in turn with bare virtual threads; size:"
                    + " elements",
            "  elements   a step for each element, and a reduction; size: elements",
            "  W9         latency of runs of three tasks; size: runs in sequence",
            "  stream     16 MiB values that pass through one by one; size: MiB in all",
            "  million    no-ops in layers with three parents each; size: tasks",
            "  demo       the work of weft demo; size: chunks",
            "  recovery   how soon the work of a lost worker goes on: a command of its own",
            "  chaos      what becomes of runs while processes die: a command of its own",
            "  layered    no-ops in layers of 100 with three random parents; size: tasks",
            "  dag-size   bytes stored of graphs, and the time to compile handles; on",
            "             processes also what each of them reads of a graph",
            "  all        all of these",
            "",
            "Examples:",
            "  weft bench W1 --size 100000 --json",
            "  weft bench W3 W6 --engine processes --workers 2"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final String PROCESSES = "processes";

    @Spec private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "WORKLOAD", description = "What to run.")
    private List<String> workloads = List.of();

    @Option(names = "--size", paramLabel = "N", description = "Size; each workload has its own.")
    private @Nullable Integer size;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "local",
            description =
                    "Where tasks run: local (this process) or processes (worker processes that"
                            + " share a store) (default: ${DEFAULT-VALUE}).")
    private String engine = "local";

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Worker processes of --engine processes (default: ${DEFAULT-VALUE}).")
    private int workers = 2;

    @Option(
            names = "--store",
            paramLabel = "URI",
            description =
                    "The store of --engine processes, e.g. redis://localhost:6379; without it one is"
                            + " started that keeps nothing.")
    private @Nullable URI store;

    @Option(
            names = "--repetitions",
            paramLabel = "R",
            defaultValue = "5",
            description =
                    "How many runs are measured, after a warm-up (default: ${DEFAULT-VALUE}).")
    private int repetitions = 5;

    @Option(names = "--input", paramLabel = "DIR_OR_ZIP", description = "Source for demo.")
    private @Nullable Path input;

    @Option(names = "--json", description = "One object a line on standard output.")
    private boolean json;

    private final Cluster.Factory clusters;
    private final Duration warmUp;

    /// Warms up for 10 s before it measures.
    ///
    /// @param clusters for the engine `processes`
    public BenchCommand(Cluster.Factory clusters) {
        this(clusters, 10);
    }

    /// @param warmUpSeconds how long runs are repeated before they are measured; at least once
    public BenchCommand(Cluster.Factory clusters, int warmUpSeconds) {
        spec = CommandSpec.create();
        this.clusters = clusters;
        warmUp = Duration.ofSeconds(warmUpSeconds);
    }

    /// The command with its own subcommands.
    ///
    /// @param clusters for the engine `processes`
    /// @param faulty for `chaos` and `recovery`
    public static CommandLine line(Cluster.Factory clusters, FaultyCluster.Factory faulty) {
        return new CommandLine(new BenchCommand(clusters))
                .addSubcommand(new ChaosCommand(faulty))
                .addSubcommand(new RecoveryCommand(faulty));
    }

    @Override
    public Integer call() throws Exception {
        require(
                engine.equals("local") || engine.equals(PROCESSES),
                "engine must be local or processes, was '%s'",
                engine);
        require(
                store == null || engine.equals(PROCESSES),
                "store goes with --engine processes, was %s",
                store);
        require(workers >= 1, "workers must be >= 1, was %d", workers);
        require(repetitions >= 1, "repetitions must be >= 1, was %d", repetitions);
        require(size == null || size >= 1, "size must be >= 1, was %d", size);
        require(!workloads.isEmpty(), "a workload must be given; known: %s, chaos", known());
        List<String> names = expanded();
        for (String name : names) {
            require(isKnown(name), "workload %s does not exist; known: %s", name, known());
        }
        try {
            if (engine.equals(PROCESSES)) {
                measureOnProcesses(names);
            } else {
                try (Weft weft = Weft.local()) {
                    measure(new Bench(weft, engine, null, repetitions, warmUp), names, null);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return 0;
    }

    private void measureOnProcesses(List<String> names) throws Exception {
        Cluster.Settings settings = new Cluster.Settings(workers, Optional.ofNullable(store));
        try (Cluster cluster = clusters.start(settings)) {
            measure(
                    new Bench(cluster.weft(), engine, cluster, repetitions, warmUp),
                    names,
                    cluster);
        }
    }

    private void measure(Bench bench, List<String> names, @Nullable Cluster cluster)
            throws Exception {
        for (String name : names) {
            for (Measurement measurement : measure(bench, name, cluster)) {
                print(measurement, forPeople(measurement));
            }
            if (name.equals("dag-size") && cluster != null) {
                printGraphReads(bench, cluster);
            }
        }
    }

    private void printGraphReads(Bench bench, Cluster cluster) throws Exception {
        for (String name : List.of("W6", "layered")) {
            Workload workload = Workloads.find(name).orElseThrow();
            for (GraphReads reads : bench.graphReads(workload, workload.standardSize(), cluster)) {
                print(reads, reads.forPeople());
            }
        }
    }

    private List<String> expanded() {
        return workloads.stream()
                .flatMap(name ->
                        name.equals("all")
                                ? Stream.concat(
                                        Workloads.all().stream().map(Workload::name),
                                        Stream.of("demo", "dag-size"))
                                : Stream.of(name))
                .toList();
    }

    private static boolean isKnown(String name) {
        return name.equals("demo") || name.equals("dag-size") || Workloads.find(name).isPresent();
    }

    private static String known() {
        return Workloads.all().stream().map(Workload::name).collect(Collectors.joining(", "))
                + ", demo, dag-size, all";
    }

    private List<Measurement> measure(Bench bench, String name, @Nullable Cluster cluster)
            throws Exception {
        return switch (name) {
            case "dag-size" -> dagSizes(bench);
            case "demo" -> List.of(demo(bench));
            default -> List.of(measure(bench, Workloads.find(name).orElseThrow(), cluster));
        };
    }

    private Measurement measure(Bench bench, Workload workload, @Nullable Cluster cluster)
            throws Exception {
        int chosen = size == null ? workload.standardSize() : size;
        return switch (workload.name()) {
            case "W4" -> bench.measure(workload, chosen, () -> Gemm.kernel(chosen));
            case "W7" -> bench.measure(workload, chosen, () -> LargeValue.plain(chosen));
            case "W8-10ms" ->
                    bench.measure(workload, chosen, () -> DynamicFanOuts.plainSlowSteps(chosen));
            case "W9" -> bench.latency(workload, chosen);
            case "W1-dynamic" -> bench.compare(workload, NoOps.fanOutFanIn(), chosen);
            case "million", "elements" -> bench.heap(workload, chosen);
            default ->
                    cluster == null
                            ? bench.measure(workload, chosen, null)
                            : bench.storeUse(workload, chosen, cluster);
        };
    }

    private static List<Measurement> dagSizes(Bench bench) {
        List<Measurement> sizes = new ArrayList<>();
        for (String name : List.of("W1", "W2", "W3", "W6", "layered")) {
            Workload workload = Workloads.find(name).orElseThrow();
            int standard = workload.standardSize();
            sizes.add(bench.dagSize(name, standard, () -> workload.job(standard).sink()));
        }
        sizes.add(bench.dagSize("image-pipeline", 1_200, () -> ImagePipeline.workflow(1_200, 3)));
        return sizes;
    }

    private Measurement demo(Bench bench) throws Exception {
        Path source = input == null ? jdkSource() : input;
        require(Files.exists(source), "input must exist, was %s", source);
        IdentifierReport expected = IdentifierCount.sequential(source, IdentifierCount.CHUNKS);
        return bench.measure(
                new Demo(source, expected),
                IdentifierCount.CHUNKS,
                () -> IdentifierCount.sequential(source, IdentifierCount.CHUNKS));
    }

    private Path jdkSource() {
        Path source = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        require(
                Files.exists(source),
                "%s does not exist: this JDK ships no source; give --input DIR_OR_ZIP",
                source);
        return source;
    }

    private void require(boolean condition, String message, @Nullable Object... found) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message.formatted(found));
        }
    }

    private void print(Object line, String forPeople) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? JsonMapper.shared().writeValueAsString(line) : forPeople);
        out.flush();
    }

    private static String forPeople(Measurement m) {
        StringBuilder line = new StringBuilder();
        line.append(
                String.format(
                        Locale.ROOT,
                        "%-14s size %-8d %8d tasks  %10.3f ms median (%.3f … %.3f, %d repetitions)",
                        m.workload(),
                        m.size(),
                        m.tasks(),
                        m.medianMs(),
                        m.minMs(),
                        m.maxMs(),
                        m.repetitions()));
        line.append(String.format(Locale.ROOT, "  %,.0f tasks/s", m.tasksPerSecond()));
        if (m.plainMs() != null) {
            line.append(
                    String.format(
                            Locale.ROOT, "  plain %.3f ms, ratio %.2f", m.plainMs(), m.ratio()));
        }
        if (m.dagBytes() != null) {
            line.append(
                    String.format(
                            Locale.ROOT,
                            "  %,d bytes, %.2f a task",
                            m.dagBytes(),
                            m.dagBytesPerTask()));
        }
        if (m.heapBytes() != null) {
            line.append(String.format(Locale.ROOT, "  heap %,d bytes", m.heapBytes()));
        }
        if (m.workerHeapBytes() != null) {
            line.append(String.format(Locale.ROOT, "  of workers %,d bytes", m.workerHeapBytes()));
        }
        if (m.mostStoreBytes() != null) {
            line.append(String.format(Locale.ROOT, "  store %,d bytes", m.mostStoreBytes()));
        }
        if (m.roundTripsPerTask() != null) {
            line.append(
                    String.format(Locale.ROOT, "  %.3f round trips a task", m.roundTripsPerTask()));
        }
        if (m.invocations() != null) {
            line.append(String.format(Locale.ROOT, "  %,d invocations", m.invocations()));
        }
        return line.toString();
    }
}
