package dev.weft.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `weft bench recovery`: how soon the work of a lost worker goes on.
@Command(
        name = "recovery",
        description = {
            "Runs chains of short tasks on worker processes, loses the worker in the middle of a task, and"
                    + " measures how soon the work goes on: with a worker that is killed, which its"
                    + " launcher sees, and with one that is paused, which nobody sees.",
            "Exit code 0 if all results were right; else 1."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  weft bench recovery --repetitions 20 --json")
final class RecoveryCommand implements Callable<Integer> {
    private static final String PROCESSES = "processes";

    private final FaultyCluster.Factory clusters;

    @Spec private CommandSpec spec;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = PROCESSES,
            description = "Only ${DEFAULT-VALUE} has workers that can be lost.")
    private String engine = PROCESSES;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Worker processes (default: ${DEFAULT-VALUE}).")
    private int workers = 2;

    @Option(
            names = "--repetitions",
            paramLabel = "R",
            defaultValue = "10",
            description = "How often a worker is lost in each way (default: ${DEFAULT-VALUE}).")
    private int repetitions = 10;

    @Option(
            names = "--lease-ms",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "How long a lease lasts (default: ${DEFAULT-VALUE}).")
    private int leaseMillis = 1_000;

    @Option(names = "--json", description = "One object on standard output.")
    private boolean json;

    RecoveryCommand(FaultyCluster.Factory clusters) {
        this.clusters = clusters;
        spec = CommandSpec.create();
    }

    @Override
    public Integer call() throws Exception {
        require(engine.equals(PROCESSES), "engine must be %s, was '%s'", PROCESSES, engine);
        require(workers >= 2, "workers must be >= 2, was %d", workers);
        require(repetitions >= 1, "repetitions must be >= 1, was %d", repetitions);
        require(leaseMillis >= 100, "lease-ms must be >= 100, was %d", leaseMillis);
        RecoveryReport report =
                RecoveryTimes.measure(
                        clusters, workers, repetitions, Duration.ofMillis(leaseMillis));
        spec.commandLine()
                .getOut()
                .println(json ? JsonMapper.shared().writeValueAsString(report) : forPeople(report));
        return report.wrongResults() == 0 ? 0 : 1;
    }

    private void require(boolean condition, String message, Object... found) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message.formatted(found));
        }
    }

    private static String forPeople(RecoveryReport r) {
        return String.format(
                Locale.ROOT,
                "lease %d ms, %d workers, %d repetitions%n"
                        + "worker killed, its launcher sees it: goes on after %.1f ms median, %.1f ms"
                        + " max%n"
                        + "worker paused, nobody sees it:       goes on after %.1f ms median, %.1f ms"
                        + " max%n"
                        + "repeated work %.0f ms at most (uncommitted %.0f ms at most), executions of the"
                        + " interrupted task %d at most, wrong results %d",
                r.leaseMs(),
                r.workers(),
                r.repetitions(),
                r.seenMedianMs(),
                r.seenMaxMs(),
                r.unseenMedianMs(),
                r.unseenMaxMs(),
                r.repeatedWorkMs(),
                r.uncommittedMs(),
                r.mostExecutions(),
                r.wrongResults());
    }
}
