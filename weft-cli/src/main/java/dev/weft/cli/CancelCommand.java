package dev.weft.cli;

import dev.weft.model.RunStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description =
                "Ends a run, unless it has ended: no further task begins, running ones are interrupted"
                        + " everywhere. What is committed stays: weft resume goes on from it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft cancel run-0123456789abcdef",
            "  weft cancel report-2026 --store redis://db:6379"
        })
final class CancelCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print what was found as a line of JSON.")
    boolean json;

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    String id = "";

    CancelCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (StoreClient client = StoreClient.connect(connection.require(surroundings))) {
            print(client.run(id).cancel());
            return ExitCodes.DONE;
        }
    }

    private void print(RunStatus before) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("run", id);
            fields.put("before", before.name());
            fields.put("cancelled", !before.ended());
            surroundings.out().println(Json.line(fields));
        } else {
            surroundings
                    .out()
                    .println(
                            before.ended()
                                    ? "run %s had ended before: %s".formatted(id, before)
                                    : "run %s is cancelled".formatted(id));
        }
    }
}
