package dev.weft.cli;

import dev.weft.Run;
import dev.weft.Weft;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.gateway.Gateway;
import dev.weft.gateway.GatewayStatus;
import dev.weft.gateway.WorkerStatistics;
import dev.weft.model.WorkerId;
import dev.weft.remote.Providers;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// Worker processes on this machine, the gateway that keeps them, and, unless there is one, a store: all
/// started by this process, and ended with it.
///
/// Safe for many threads.
final class LocalCluster implements Workplace {
    static {
        // Read once, when the JDK's HTTP server is first used: answers must not wait for more to
        // come.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration CANCEL = Duration.ofSeconds(1);

    private final Opened opened = new Opened();
    private final ClusterPlan plan;
    private final StoreAddress store;
    private final Gateway gateway;
    private final Weft weft;

    private LocalCluster(ClusterPlan plan, Surroundings surroundings) throws IOException {
        this.plan = plan;
        try {
            Fingerprint archive = Fingerprint.of(plan.workers().archive());
            store = plan.store().orElseGet(() -> started(plan.ownStore()));
            Providers providers = new Providers(plan.application());
            Stores stores = opened.add(providers.stores(store));
            gateway =
                    opened.add(
                            Gateway.start(
                                    plan.gateway().withArchive(archive.value()),
                                    stores,
                                    plan.workers().launcher(surroundings, store, plan.output())));
            // Not to be closed: what it would close is closed here.
            weft =
                    Weft.open(
                            new RemoteEngine(
                                    stores,
                                    gateway.invoker(),
                                    providers.codec(),
                                    plan.limits(),
                                    archive.value()));
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private StoreAddress started(EmbeddedRedisSettings settings) {
        EmbeddedRedis redis = opened.add(EmbeddedRedis.start(settings));
        return StoreAddress.of(redis.uri()).withPassword(redis::password);
    }

    /// Starts one and returns when its workers listen.
    ///
    /// @throws CommandException if the gateway cannot listen
    /// @throws dev.weft.gateway.WorkersNotReadyException if workers cannot be started
    static LocalCluster start(ClusterPlan plan, Surroundings surroundings) {
        try {
            LocalCluster cluster = new LocalCluster(plan, surroundings);
            try {
                cluster.gateway.awaitReady(READY);
                return cluster;
            } catch (InterruptedException | RuntimeException | Error e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCodes.INTERRUPTED, "interrupted", e);
        }
    }

    /// Where the store is.
    StoreAddress store() {
        return store;
    }

    /// Where the gateway listens.
    URI uri() {
        return gateway.uri();
    }

    GatewayStatus status() {
        return gateway.status();
    }

    /// What the workers say about themselves.
    Map<WorkerId, WorkerStatistics> statistics() throws InterruptedException {
        return gateway.statistics();
    }

    @Override
    public Weft weft() {
        return weft;
    }

    @Override
    public boolean outlivesThisProcess() {
        return false;
    }

    /// A store of its own ends too, and need not be told.
    @Override
    public void cancel(Run<?> run) {
        hush();
        if (plan.store().isPresent()) {
            Thread cancelling =
                    Thread.ofPlatform().name("weft-cancel").daemon(true).start(run::cancel);
            try {
                cancelling.join(CANCEL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        close();
    }

    /// Says nothing about failures any more: all of it is about to end, maybe in a bad order, for Ctrl-C
    /// reaches all processes of a terminal at the same time.
    void hush() {
        plan.output().silence();
        Logging.silence();
    }

    @Override
    public void close() {
        opened.close();
    }
}
