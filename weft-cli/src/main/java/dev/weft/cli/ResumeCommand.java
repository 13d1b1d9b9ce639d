package dev.weft.cli;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.Weft;
import dev.weft.model.RunId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Lets a failed, cancelled or abandoned run go on from what is committed, and waits for its"
                    + " result. Without a workflow it goes on with the code that it was submitted with.",
            "With one, as in weft run, with mended code: bodies of functions and constants may differ,"
                    + " functions and wiring may not. Options come before the id."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft resume report-2026",
            "  weft resume --archive mended.jar report-2026 com.acme.Report 2026",
            "  weft resume --store redis://db:6379 --workers 4 --archive app.jar report-2026"
        })
final class ResumeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ArchiveOptions archive = new ArchiveOptions();
    @Mixin WorkplaceOptions workplaces = new WorkplaceOptions();

    @Option(
            names = "--detach",
            description = "Do not wait for the result: workers elsewhere make it.")
    boolean detach;

    @Option(names = "--json", description = "Print the result as a line of JSON.")
    boolean json;

    @Parameters(index = "0", paramLabel = "RUN", description = "Id of the run.")
    String id = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CLASS[#METHOD]",
            description = "The workflow with mended code: a class, or a source file.")
    String target = "";

    @Parameters(index = "2..*", paramLabel = "ARG", description = "What the workflow takes.")
    List<String> arguments = new ArrayList<>();

    ResumeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId run = StoreClient.runId(id);
        String[] parts = WorkflowClass.split(target);
        try (Application application =
                target.isEmpty()
                        ? Application.open(archive.places())
                        : Application.open(archive.places(), parts[0], surroundings)) {
            Optional<WorkflowMethod> method =
                    target.isEmpty()
                            ? Optional.empty()
                            : Optional.of(application.workflows().choose(parts[1], arguments));
            resume(run, method, application);
            return ExitCodes.DONE;
        }
    }

    private void resume(RunId id, Optional<WorkflowMethod> method, Application application)
            throws InterruptedException {
        boolean silent = method.map(WorkflowMethod::returnsVoid).orElse(true);
        RunReport report = new RunReport(surroundings, json, silent);
        Optional<Arg<?>> sink = method.map(workflow -> workflow.make(arguments));
        try (Execution execution =
                new Execution(
                        surroundings,
                        report.taskOut(),
                        () -> workplaces.openAtStore(surroundings, application))) {
            if (detach) {
                execution.workplace().requireToStay();
            }
            Run<?> run =
                    Execution.<Run<?>>taken(() -> resumed(execution.workplace().weft(), id, sink));
            if (detach) {
                report.printDetached(run);
            } else {
                report.await(execution, run);
            }
        }
    }

    private static Run<?> resumed(Weft weft, RunId id, Optional<Arg<?>> sink) {
        return sink.isPresent() ? weft.resume(id, sink.get()) : weft.resume(id);
    }
}
