package dev.weft.cli;

import dev.weft.gateway.Lifeline;
import dev.weft.model.WorkerId;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.StoreAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What gateways of this machine start: `weft worker`, with arguments that only they write. They are read
/// without picocli, which would take as long as all the rest together until the worker listens.
///
/// The process ends with the one that started it: when its standard input does. Ctrl-C, which reaches all
/// processes of a terminal, is for that one to understand.
public final class WorkerMain {
    private static final Duration GRACE = EngineSettings.standard().grace().plusSeconds(1);

    private WorkerMain() {}

    /// @param args pairs of `--option` and value
    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.ofProcess();
        System.exit(run(args, surroundings));
    }

    private static int run(String[] args, Surroundings surroundings) {
        try (InterruptSignal _ = InterruptSignal.ignore();
                WorkerHost worker = WorkerHost.open(settings(args, surroundings));
                Interruption _ = new Interruption(() -> worker.end(WorkerHost.DRAIN, 0))) {
            Lifeline.watch(
                    surroundings.in(), () -> worker.end(Duration.ZERO, ExitCodes.DONE), GRACE);
            surroundings.out().println(worker.announcement());
            return worker.awaitEnd();
        } catch (IOException | RuntimeException | InterruptedException e) {
            return Failures.report(e, false, surroundings);
        }
    }

    private static WorkerHost.Settings settings(String[] args, Surroundings surroundings) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        Endpoints endpoints =
                new Endpoints(
                        new StoreAddress(
                                URI.create(options.getOrDefault("--store", "")),
                                surroundings
                                        .variable(StoreOptions.PASSWORD_VARIABLE)
                                        .map(secret -> () -> secret),
                                Optional.ofNullable(options.get("--store-trust")).map(Path::of)),
                        Optional.ofNullable(options.get("--gateway")).map(URI::create),
                        surroundings.variable(TokenOptions.VARIABLE).map(secret -> () -> secret),
                        Optional.empty());
        return new WorkerHost.Settings(
                new WorkerId(options.getOrDefault("--worker-id", "")),
                endpoints,
                endpoints.requireToken(),
                ListenAddress.of(null, 0),
                Archive.placesOf(options.getOrDefault("--archive", "")),
                EngineSettings.standard().tasksAtOnce());
    }
}
