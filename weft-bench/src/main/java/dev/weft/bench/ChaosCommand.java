package dev.weft.bench;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `weft bench chaos`: kills what can be killed while runs go on, and counts what became of them.
@Command(
        name = "chaos",
        description = {
            "Runs mixed workloads on worker processes with leases of a second while workers are killed"
                    + " and paused, the store is killed (and loses its last second) or cut off, and"
                    + " clients are killed.",
            "Exit code 0 if every run ended with the right result, each function was called at least once,"
                    + " each task had one outcome and its outside effect once, and the store was"
                    + " empty in the end; else 1."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  weft bench chaos --runs 200 --seed 1 --json")
final class ChaosCommand implements Callable<Integer> {
    private final FaultyCluster.Factory clusters;

    @Spec private CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "At least so many; more until each kind of fault has happened"
                            + " (default: ${DEFAULT-VALUE}).")
    private int runs = 200;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Worker processes (default: ${DEFAULT-VALUE}).")
    private int workers = 3;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Decides shapes and faults (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "One object on standard output.")
    private boolean json;

    ChaosCommand(FaultyCluster.Factory clusters) {
        this.clusters = clusters;
        spec = CommandSpec.create();
    }

    @Override
    public Integer call() throws Exception {
        if (runs < 1 || workers < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "runs and workers must be >= 1, were %d and %d".formatted(runs, workers));
        }
        ChaosReport report = Chaos.go(clusters, workers, runs, seed);
        spec.commandLine()
                .getOut()
                .println(json ? JsonMapper.shared().writeValueAsString(report) : forPeople(report));
        return report.isGood() ? 0 : 1;
    }

    private static String forPeople(ChaosReport r) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d runs in %.1f s with seed %d: %d workers killed, %d paused; store killed"
                                + " %d times, %d times with the loss of its last second, cut off %d"
                                + " times; %d clients killed, %d of their runs attached%n",
                        r.runs(),
                        r.seconds(),
                        r.seed(),
                        r.kills(),
                        r.pauses(),
                        r.storeRestarts() + r.storeLosses(),
                        r.storeLosses(),
                        r.cuts(),
                        r.clientKills(),
                        r.attached()));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%,d reissues; %,d tasks, %,d executions: repeated work %.2f %%%n",
                        r.reissues(),
                        r.tasks(),
                        r.executions(),
                        r.repeatedWorkPercent()));
        text.append(
                String.format(
                        Locale.ROOT,
                        "wrong results %d, failed runs %d, stuck runs %d, functions not called %d,"
                                + " repeated outcomes %d, repeated effects %d, keys left %d",
                        r.wrongResults(),
                        r.failedRuns(),
                        r.stuckRuns(),
                        r.unexecutedTasks(),
                        r.repeatedOutcomes(),
                        r.repeatedEffects(),
                        r.keysLeft()));
        r.problems().forEach(problem -> text.append(System.lineSeparator()).append(problem));
        return text.toString();
    }
}
