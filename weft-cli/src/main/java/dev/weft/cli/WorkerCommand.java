package dev.weft.cli;

import dev.weft.gateway.Lifeline;
import dev.weft.model.WorkerId;
import dev.weft.spi.EngineSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = {
            "Executes tasks for a gateway, in this process. Gateways start workers themselves (weft"
                    + " run --workers, weft gateway, weft dev); this is what they start.",
            "Says on standard output where it listens. Asked to end (SIGTERM) it takes nothing on any"
                    + " more, gives away what waits, and lets running tasks end."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:its parent has ended, or asked it to",
            "3:ran out of memory (or a bad option, as elsewhere)",
            "5:a task ignored its interruption, so that the process is to be replaced",
            "143:asked to end by SIGTERM"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft worker --store redis://db:6379 --gateway http://gw:8080 --archive app.jar",
            "  weft worker --store-password-file secret --token-file token --port 9000"
        })
final class WorkerCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();
    @Mixin ArchiveOptions archive = new ArchiveOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen; 0 is any free port (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address of this machine to listen at (default: the loopback interface).")
    @Nullable String host;

    @Option(names = "--worker-id", paramLabel = "ID", description = "Name of the worker.")
    @Nullable String id;

    @Option(
            names = "--tasks-at-once",
            paramLabel = "N",
            description =
                    "Most tasks that are executed at one time, waiting ones included (default:"
                            + " ${DEFAULT-VALUE}).")
    int tasksAtOnce = EngineSettings.standard().tasksAtOnce();

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Quantities.DurationConverter.class,
            description = "How long running tasks may take to end after SIGTERM (default: 10s).")
    Duration drain = WorkerHost.DRAIN;

    @Option(
            names = "--with-parent",
            description = "End when standard input ends: with the process that started this one.")
    boolean withParent;

    WorkerCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        WorkerHost.Settings settings = settings();
        // Ctrl-C reaches all processes of a terminal: what it means to this one is up to its
        // parent.
        try (InterruptSignal _ = withParent ? InterruptSignal.ignore() : null;
                WorkerHost worker = WorkerHost.open(settings);
                Interruption _ = new Interruption(() -> worker.end(drain, ExitCodes.DONE))) {
            if (withParent) {
                followParent(worker);
            }
            surroundings.out().println(worker.announcement());
            return worker.awaitEnd();
        }
    }

    private void followParent(WorkerHost worker) {
        Lifeline.watch(
                surroundings.in(),
                () -> worker.end(Duration.ZERO, ExitCodes.DONE),
                EngineSettings.standard().grace().plusSeconds(1));
    }

    private WorkerHost.Settings settings() {
        Endpoints endpoints =
                connection
                        .given(surroundings)
                        .orElseThrow(() ->
                                CommandException.usage(
                                        "a store must be given: with --store redis://HOST:PORT or %s",
                                        StoreOptions.VARIABLE));
        return new WorkerHost.Settings(
                new WorkerId(id == null ? "worker-" + ProcessHandle.current().pid() : id),
                endpoints,
                endpoints.requireToken(),
                ListenAddress.of(host, port),
                archive.places(),
                tasksAtOnce);
    }
}
