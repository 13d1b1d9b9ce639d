package dev.weft.cli;

import dev.weft.model.FunctionProgress;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatistics;
import dev.weft.spi.RunHandle;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description =
                "Shows where a run stands: status, progress by function, what it took so far.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft show run-0123456789abcdef",
            "  weft show report-2026 --store redis://db:6379 --json"
        })
final class ShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print it as a line of JSON.")
    boolean json;

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    String id = "";

    ShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (StoreClient client = StoreClient.connect(connection.require(surroundings))) {
            RunHandle run = client.run(id);
            print(new RunLine(run.record()), run.statistics(), run.progress());
            return ExitCodes.DONE;
        }
    }

    private void print(RunLine run, RunStatistics statistics, List<FunctionProgress> functions) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>(run.fields());
            fields.put("attempts", statistics.attempts());
            fields.put("parallelism", Math.round(statistics.parallelism() * 100) / 100.0);
            fields.put("mostParallelism", run.run().limits().parallelism());
            fields.put("encodedBytes", statistics.encodedBytes());
            fields.put("functions", functions);
            surroundings.out().println(Json.line(fields));
        } else {
            lines(run, statistics).forEach(surroundings.out()::println);
            new ProgressLines()
                    .lines(functions, System.nanoTime())
                    .forEach(line -> surroundings.out().println("  " + line));
            hint(run);
        }
    }

    private static List<String> lines(RunLine line, RunStatistics statistics) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "run %s: %s, %,d of %,d tasks settled, %s",
                        line.run().run().id(),
                        line.run().status(),
                        line.run().settled(),
                        line.run().tasks(),
                        line.time()),
                "submitted %s by %s, archive %.12s"
                        .formatted(
                                line.created().truncatedTo(ChronoUnit.SECONDS),
                                line.run().submittedBy(),
                                line.run().code().archive()),
                String.format(
                        Locale.ROOT,
                        "%,d attempts, parallelism %.2f%s, %s encoded",
                        statistics.attempts(),
                        statistics.parallelism(),
                        bound(line.run().limits()),
                        Summary.bytes(statistics.encodedBytes())));
    }

    private static String bound(RunLimits limits) {
        return limits.isBounded() ? " of at most " + limits.parallelism() : "";
    }

    private void hint(RunLine line) {
        int errors = line.run().errors().size();
        if (errors > 0) {
            surroundings.out().printf("%d errors: weft errors %s%n", errors, id);
        }
    }
}
