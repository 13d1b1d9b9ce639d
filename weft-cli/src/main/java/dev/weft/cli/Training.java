package dev.weft.cli;

import dev.weft.Weft;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.examples.TreeReduction;
import dev.weft.gateway.HttpInvoker;
import dev.weft.gateway.Token;
import dev.weft.model.RunLimits;
import dev.weft.model.WorkerId;
import dev.weft.remote.Providers;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the launcher runs once, to keep the classes that were loaded for it in a start-up cache: a run over
/// worker processes, and a worker, in this process, too, so that one cache serves both.
public final class Training {
    private static final int LEAVES = 64;

    private Training() {}

    /// @param args a directory without a connection file: nobody else's store is to be used
    public static void main(String[] args) throws IOException, InterruptedException {
        String[] run = {
            "run", "--workers", "1", TreeReduction.class.getName(), Integer.toString(LEAVES)
        };
        Surroundings alone = Surroundings.ofProcess().alone(Path.of(args[0]));
        int exitCode = Main.run(run, alone);
        if (exitCode == ExitCodes.DONE) {
            work();
        }
        System.exit(exitCode);
    }

    /// A worker that is invoked by a client without a gateway between them.
    private static void work() throws IOException, InterruptedException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            Token token = Token.of(NewToken.draw());
            StoreAddress store = StoreAddress.of(redis.uri()).withPassword(redis::password);
            WorkerHost.Settings settings =
                    new WorkerHost.Settings(
                            new WorkerId("training"),
                            new Endpoints(
                                    store, Optional.empty(), Optional.empty(), Optional.empty()),
                            token,
                            ListenAddress.of(null, 0),
                            List.of(),
                            EngineSettings.standard().tasksAtOnce());
            try (WorkerHost worker = WorkerHost.open(settings)) {
                Providers providers = new Providers(Main.class.getClassLoader());
                Stores stores = providers.stores(store);
                try (Weft weft =
                        Weft.open(
                                new RemoteEngine(
                                        stores,
                                        new HttpInvoker(worker.uri(), token),
                                        providers.codec(),
                                        RunLimits.standard(),
                                        Fingerprint.of(List.of()).value()))) {
                    weft.submit(TreeReduction.workflow(LEAVES)).await();
                }
            }
        }
    }
}
