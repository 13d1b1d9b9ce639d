package dev.weft.cli;

import dev.weft.model.RunRecord;
import dev.weft.model.TaskError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "errors",
        mixinStandardHelpOptions = true,
        description =
                "Shows the errors of a run, oldest first: task and attempt, exception, your frames first,"
                        + " the end of standard error, the last words of a worker that died.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft errors run-0123456789abcdef",
            "  weft errors report-2026 --frames       all frames of the stack traces",
            "  weft errors report-2026 --json"
        })
final class ErrorsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--frames", description = "Show the frames that are not yours, too.")
    boolean frames;

    @Option(names = "--json", description = "Print them as a line of JSON.")
    boolean json;

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    String id = "";

    ErrorsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (StoreClient client = StoreClient.connect(connection.require(surroundings))) {
            print(client.run(id).record());
            return ExitCodes.DONE;
        }
    }

    private void print(RunRecord run) {
        if (json) {
            surroundings.out().println(ErrorLine.of(run.run().id(), run.status(), run.errors()));
        } else if (run.errors().isEmpty()) {
            surroundings.err().printf("weft: run %s has no errors, is %s%n", id, run.status());
        } else {
            for (TaskError error : run.errors()) {
                ErrorText.lines(error, frames).forEach(surroundings.out()::println);
            }
        }
    }
}
