package dev.weft.cli;

import dev.weft.model.RunId;
import dev.weft.model.RunLimits;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        description =
                "Waits for a run that was submitted before, from anywhere, and prints its result as weft"
                        + " run does. A result of a class of yours needs its archive.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft attach run-0123456789abcdef",
            "  weft attach --archive app.jar report-2026"
        })
final class AttachCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();
    @Mixin ArchiveOptions archive = new ArchiveOptions();

    @Option(names = "--json", description = "Print the result as a line of JSON.")
    boolean json;

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    String id = "";

    AttachCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId run = StoreClient.runId(id);
        Endpoints endpoints = connection.require(surroundings);
        RunReport report = new RunReport(surroundings, json, true);
        try (Application application = Application.open(archive.places());
                Execution execution =
                        new Execution(
                                surroundings,
                                report.taskOut(),
                                () ->
                                        Workplace.elsewhere(
                                                surroundings,
                                                endpoints,
                                                application,
                                                RunLimits.standard()))) {
            report.await(execution, execution.workplace().weft().attach(run));
            return ExitCodes.DONE;
        }
    }
}
