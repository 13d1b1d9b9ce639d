package dev.weft.cli;

import dev.weft.model.RunId;
import dev.weft.model.RunLimits;
import dev.weft.remote.Providers;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.Engine;
import dev.weft.spi.Invoker;
import dev.weft.spi.RunHandle;
import dev.weft.spi.Stores;
import java.util.Optional;

/// Looks at the runs of a store, and ends them; submits none.
final class StoreClient implements AutoCloseable {
    private final Endpoints endpoints;
    private final Stores stores;
    private final Engine engine;

    private StoreClient(Endpoints endpoints, Stores stores, Engine engine) {
        this.endpoints = endpoints;
        this.stores = stores;
        this.engine = engine;
    }

    /// Connects, to the store alone.
    static StoreClient connect(Endpoints endpoints) {
        Providers providers = new Providers(Main.class.getClassLoader());
        Stores stores = providers.stores(endpoints.store());
        Invoker nobody = providers.invoker(Optional.empty(), () -> "");
        return new StoreClient(
                endpoints,
                stores,
                new RemoteEngine(stores, nobody, providers.codec(), RunLimits.standard(), ""));
    }

    Stores stores() {
        return stores;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /// Finds a run.
    ///
    /// @throws CommandException if there is none
    RunHandle run(String id) {
        return engine.attach(runId(id))
                .orElseThrow(() ->
                        CommandException.badInput(
                                "%s", isNotThere(runId(id), "store " + endpoints.store())));
    }

    static String isNotThere(RunId run, String store) {
        return ("run %s does not exist in %s: never submitted there, or expired; weft runs lists those"
                        + " that go on")
                .formatted(run, store);
    }

    static RunId runId(String id) {
        try {
            return new RunId(id);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCodes.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        engine.close(); // and the stores with it
    }
}
