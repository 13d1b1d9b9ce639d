package dev.weft.cli;

import dev.weft.model.RunKey;
import dev.weft.model.RunRecord;
import dev.weft.spi.RunStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description =
                "Lists the runs of a store that have not ended. Those that have are found by their id"
                        + " (weft show), as long as the store keeps them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft runs                             after weft dev, or with WEFT_STORE",
            "  weft runs --store redis://db:6379 --json"
        })
final class RunsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print them as a line of JSON.")
    boolean json;

    RunsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (StoreClient client = StoreClient.connect(connection.require(surroundings))) {
            print(active(client.stores().runs()), client.endpoints());
            return ExitCodes.DONE;
        }
    }

    private static List<RunLine> active(RunStore store) {
        return store.activeRuns().stream()
                .map(RunKey::id)
                .flatMap(id -> store.find(id).stream())
                .filter(run -> !run.status().ended())
                .sorted(Comparator.comparingLong(RunRecord::createdMicros))
                .map(RunLine::new)
                .toList();
    }

    private void print(List<RunLine> runs, Endpoints endpoints) {
        if (json) {
            List<Map<String, Object>> all = runs.stream().map(RunLine::fields).toList();
            surroundings.out().println(Json.line(Map.of("runs", all)));
        } else if (runs.isEmpty()) {
            surroundings.err().printf("weft: no run goes on in store %s%n", endpoints.store());
        } else {
            surroundings.out().println(RunLine.HEAD);
            runs.forEach(run -> surroundings.out().println(run.text()));
        }
    }
}
