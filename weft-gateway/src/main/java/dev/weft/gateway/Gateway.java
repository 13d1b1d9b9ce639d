package dev.weft.gateway;

import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Takes invocations and brings them to worker processes that it keeps. It holds no truth: if it dies,
/// its workers end with it, the leases of what they had pass, and whoever looks next (another gateway,
/// a waiting client, `weft recover`) goes on.
///
/// Made of: [GatewayFront], what is asked over HTTP; [Routing], which worker gets what, carried out by
/// [Forwarding]; [WarmPool], the processes; [Losses], what a dead one had; [Recovery].
///
/// Safe for many threads. Does not close the stores.
public final class Gateway implements AutoCloseable {
    /// Longer than a worker waits before it says that it still has something left.
    private static final Duration WAIT_AT_MOST = Duration.ofSeconds(60);

    private final GatewaySettings settings;
    private final Forwarding forwarding;
    private final Invoker invoker = new Direct();
    private final WarmPool pool;
    private final Losses losses;
    private final Recovery recovery;
    private final GatewayFront front;
    private final Thread sharing = OwnedThread.of("weft-gateway-share", this::share);

    private Gateway(GatewaySettings settings, Stores stores, WorkerLauncher launcher)
            throws IOException {
        this.settings = settings;
        Refusals refusals = new Refusals(System::nanoTime);
        forwarding = new Forwarding(settings, WAIT_AT_MOST, refusals, new PoolAsStaff());
        pool = new WarmPool(settings.pool(), launcher, this::launch, new RoutingAsOwner());
        losses = new Losses(stores.runs(), invoker);
        recovery = new Recovery(stores, invoker, refusals::contains);
        front = new GatewayFront(settings.listen(), this, forwarding);
    }

    /// Starts to listen, to launch workers, and to look after the store's runs.
    ///
    /// @param stores asked for the runs of dead workers and for those that nobody looks after
    /// @throws IOException if the address is taken or not of this machine
    public static Gateway start(GatewaySettings settings, Stores stores, WorkerLauncher launcher)
            throws IOException {
        Gateway gateway = new Gateway(settings, stores, launcher);
        gateway.losses.start();
        gateway.pool.start();
        gateway.sharing.start();
        gateway.recovery.start();
        return gateway;
    }

    /// Where it listens, for whoever is on this machine.
    public URI uri() {
        return front.uri();
    }

    /// Brings invocations without HTTP, for a client in this process.
    public Invoker invoker() {
        return invoker;
    }

    /// Waits until the minimum of workers listens, at least one.
    ///
    /// @throws WorkersNotReadyException if the time is over, or several in a row have ended before they
    ///     listened
    public void awaitReady(Duration atMost) throws InterruptedException {
        if (!pool.awaitReady(atMost)) {
            List<DeadWorker> dead = pool.dead();
            throw new WorkersNotReadyException(
                    dead.isEmpty()
                            ? "no worker was ready within " + atMost
                            : "no worker was ready; the latest one: " + dead.getLast().lastWords());
        }
    }

    /// Its workers, and how the latest of those ended that have ended.
    public GatewayStatus status() {
        List<WorkerStatus> workers = pool.views().stream().map(this::status).toList();
        return new GatewayStatus(
                workers,
                pool.dead(),
                pool.restarts(),
                forwarding.waiting(),
                forwarding.invocations());
    }

    /// What its workers say about themselves, by worker; those that do not answer within a second are not in it.
    public Map<WorkerId, WorkerStatistics> statistics() throws InterruptedException {
        return front.ask(status().workers());
    }

    private WorkerStatus status(WarmPool.Living living) {
        WorkerState state =
                living.ending()
                        ? WorkerState.ENDING
                        : forwarding.state(living.id()).orElse(WorkerState.STARTING);
        return new WorkerStatus(
                living.id(),
                living.pid(),
                living.uri(),
                state,
                forwarding.claims(living.id()),
                living.startedAt());
    }

    private Launch launch(WorkerId worker) {
        return new Launch(worker, uri(), settings.token());
    }

    private void share() {
        try {
            while (true) {
                forwarding.shareOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /// Ends its workers and everything else that it has started, within a few seconds.
    @Override
    public void close() {
        forwarding.end();
        recovery.close();
        OwnedThread.stop(sharing);
        pool.close();
        losses.close();
        front.close();
        forwarding.close();
    }

    /// What wants workers, seen from [Forwarding].
    private final class PoolAsStaff implements Forwarding.Staff {
        @Override
        public void wanted(int more) {
            pool.wanted(more);
        }

        @Override
        public void hung(WorkerId worker, Duration silent) {
            pool.kill(worker, "it gave no answer for %d s".formatted(silent.toSeconds()));
        }
    }

    /// What has workers, seen from [WarmPool].
    private final class RoutingAsOwner implements WarmPool.Owner {
        @Override
        public void joined(WorkerId worker, URI uri) {
            forwarding.joined(worker, uri, settings.token());
        }

        @Override
        public boolean retire(WorkerId worker) {
            return forwarding.retire(worker);
        }

        @Override
        public void ended(WorkerId worker, LastWords words, boolean asked) {
            forwarding.left(worker);
            if (!asked) {
                losses.add(worker, words);
            }
        }

        @Override
        public List<WorkerId> idleFor(Duration atLeast) {
            return forwarding.idleFor(atLeast);
        }
    }

    /// Takes invocations from within this process.
    private final class Direct implements Invoker {
        @Override
        public void invoke(Invocation invocation) {
            try {
                forwarding.carryOut(forwarding.accept(invocation));
            } catch (RefusedException e) {
                throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void close() {
            // the gateway's to close
        }
    }
}
