package dev.weft.cli;

import dev.weft.Arg;
import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.model.RunLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a workflow: a public static method that returns a Task or an Arg. Its parameters"
                    + " are read from the command line: String, numbers, boolean, char, Path, enums,"
                    + " and varargs of these.",
            "It runs in this process; with --workers in worker processes that are started for it;"
                    + " with --store and --gateway, or after weft dev, by workers elsewhere.",
            "Options come before the class; all behind it belongs to the workflow."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft run Hello.java Ada                   a source file, compiled first",
            "  weft run dev.weft.examples.TreeReduction 1024",
            "  weft run --workers 4 dev.weft.examples.TreeReduction 1024",
            "  weft run dev.weft.examples.Gemm --help    what the workflow takes",
            "  weft run --archive target/classes com.acme.Report#monthly 2026 MAY",
            "  weft run --json --archive app.jar com.acme.Report 2026",
            "  weft run --run-id report-2026 --archive app.jar com.acme.Report 2026"
        })
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ArchiveOptions archive = new ArchiveOptions();
    @Mixin WorkplaceOptions workplaces = new WorkplaceOptions();
    @Mixin SubmitOptions submission = new SubmitOptions();

    @Option(
            names = "--local",
            description = "Run in this process, also where weft dev or weft gateway is there.")
    boolean local;

    @Option(
            names = "--detach",
            description = "Print the id of the run and do not wait: workers elsewhere do it.")
    boolean detach;

    @Option(names = "--json", description = "Print the result as a line of JSON.")
    boolean json;

    @Parameters(
            index = "0",
            paramLabel = "CLASS[#METHOD]",
            description =
                    "A class, or a source file to compile first. Without a method: the only workflow"
                            + " of the class, or the one named 'workflow'.")
    String target = "";

    @Parameters(index = "1..*", paramLabel = "ARG", description = "What the workflow takes.")
    List<String> arguments = new ArrayList<>();

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String[] parts = WorkflowClass.split(target);
        try (Application application = Application.open(archive.places(), parts[0], surroundings)) {
            if (arguments.size() == 1 && List.of("--help", "-h").contains(arguments.getFirst())) {
                surroundings.out().println(application.workflows().help());
            } else {
                run(application.workflows().choose(parts[1], arguments), application);
            }
            return ExitCodes.DONE;
        }
    }

    private void run(WorkflowMethod method, Application application) throws InterruptedException {
        long begun = System.nanoTime();
        RunReport report = new RunReport(surroundings, json, method.returnsVoid());
        RunLimits limits = submission.limits();
        RunOptions options = submission.options();
        Supplier<Workplace> workplace =
                () ->
                        local
                                ? workplaces.openHere(application, limits)
                                : workplaces.open(surroundings, application, limits);
        try (Execution execution = new Execution(surroundings, report.taskOut(), workplace)) {
            if (detach) {
                execution.workplace().requireToStay();
            }
            Arg<?> sink = method.make(arguments);
            Run<@Nullable Object> run =
                    Execution.taken(() -> execution.workplace().weft().submit(sink, options));
            if (detach) {
                report.printDetached(run);
                return;
            }
            Execution.Finished<@Nullable Object> finished = report.finished(execution, run);
            Summary summary = new Summary(System.nanoTime() - begun, finished.statistics());
            report.print(run, finished.result(), summary);
        }
    }
}
