package dev.weft.cli;

import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.gateway.GatewaySettings;
import dev.weft.gateway.ListenSettings;
import dev.weft.gateway.PoolSettings;
import dev.weft.gateway.Token;
import dev.weft.model.RunLimits;
import dev.weft.spi.StoreAddress;
import java.util.Optional;

/// How a [LocalCluster] is made.
///
/// @param store that is there; empty starts one
/// @param ownStore how that is started
/// @param output takes what workers write
/// @param application finds the application's classes
/// @param limits of runs that are submitted by this process
record ClusterPlan(
        Optional<StoreAddress> store,
        EmbeddedRedisSettings ownStore,
        GatewaySettings gateway,
        WorkerProcesses workers,
        PassedOn output,
        ClassLoader application,
        RunLimits limits) {
    /// So many workers for whoever waits in this process, and a store that keeps nothing.
    ///
    /// @param count of worker processes
    static ClusterPlan of(WorkerProcesses workers, int count) {
        if (count < 1) {
            throw CommandException.usage("--workers must be >= 1, was %d", count);
        }
        return new ClusterPlan(
                Optional.empty(),
                EmbeddedRedisSettings.standard(),
                GatewaySettings.of(
                        ListenSettings.loopback(Token.random()), PoolSettings.fixed(count)),
                workers,
                new PassedOn(false),
                Main.class.getClassLoader(),
                RunLimits.standard());
    }

    ClusterPlan withStore(Optional<StoreAddress> store) {
        return new ClusterPlan(store, ownStore, gateway, workers, output, application, limits);
    }

    ClusterPlan withOwnStore(EmbeddedRedisSettings ownStore) {
        return new ClusterPlan(store, ownStore, gateway, workers, output, application, limits);
    }

    /// For others than this process, too: what workers write on standard output gets their names.
    ClusterPlan withGateway(GatewaySettings gateway) {
        return new ClusterPlan(
                store, ownStore, gateway, workers, new PassedOn(true), application, limits);
    }

    ClusterPlan withApplication(ClassLoader application) {
        return new ClusterPlan(store, ownStore, gateway, workers, output, application, limits);
    }

    ClusterPlan withLimits(RunLimits limits) {
        return new ClusterPlan(store, ownStore, gateway, workers, output, application, limits);
    }
}
