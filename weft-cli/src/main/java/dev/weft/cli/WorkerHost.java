package dev.weft.cli;

import dev.weft.core.HoldRules;
import dev.weft.core.KeepRules;
import dev.weft.core.SegmentRules;
import dev.weft.gateway.ListenSettings;
import dev.weft.gateway.Token;
import dev.weft.gateway.WorkerServer;
import dev.weft.gateway.WorkerServerSettings;
import dev.weft.model.WorkerId;
import dev.weft.remote.Providers;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.Invoker;
import dev.weft.spi.Stores;
import dev.weft.worker.HostedWorker;
import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.WorkerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker that is a process: connected, listening, until it is told to end. Safe for many threads.
final class WorkerHost implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerHost.class);

    /// How long the other tasks may take to end when one has ignored its interruption: less than the
    /// lease of most runs, for what they have done counts only if they end.
    private static final Duration LAST_CHANCE = Duration.ofSeconds(5);

    /// How long running tasks may take to end after SIGTERM, if nobody says otherwise.
    static final Duration DRAIN = Duration.ofSeconds(10);

    private final Settings settings;
    private final Opened opened = new Opened();
    private final HostedWorker worker;
    private final WorkerServer server;
    private final CountDownLatch ended = new CountDownLatch(1);
    private int exitCode; // guarded by this
    private boolean ending; // guarded by this

    /// @param archive places of the application's classes; none means the command's own class path
    /// @param token that invocations must show, here and at the gateway
    record Settings(
            WorkerId id,
            Endpoints endpoints,
            Token token,
            InetSocketAddress address,
            List<Path> archive,
            int tasksAtOnce) {}

    private WorkerHost(Settings settings) throws IOException {
        this.settings = settings;
        try {
            Fingerprint archive = Fingerprint.of(settings.archive());
            URLClassLoader application = opened.add(Archive.open(settings.archive()));
            Providers providers = new Providers(application);
            Stores stores = opened.add(providers.stores(settings.endpoints().store()));
            SystemEnvironment environment = opened.add(new SystemEnvironment());
            Invoker invoker =
                    opened.add(
                            providers.invoker(
                                    settings.endpoints().gateway(),
                                    settings.endpoints().token().orElse(() -> "")));
            worker =
                    opened.add(
                            new HostedWorker(
                                    worker(settings, application),
                                    archive.value(),
                                    stores,
                                    providers.codec(),
                                    invoker,
                                    environment));
            worker.onAbandoned(this::replace);
            server =
                    opened.add(
                            WorkerServer.start(
                                    WorkerServerSettings.standard(
                                            new ListenSettings(
                                                    settings.address(),
                                                    Optional.of(settings.token()))),
                                    worker));
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static WorkerSettings worker(Settings settings, ClassLoader application) {
        EngineSettings standard = EngineSettings.standard();
        return new WorkerSettings(
                settings.id(),
                settings.tasksAtOnce(),
                true,
                true,
                standard.grace(),
                standard.inlineValueBytes(),
                application,
                SegmentRules.standard(),
                HoldRules.off(),
                new KeepRules(true, settings.tasksAtOnce()));
    }

    /// @throws IOException if the address is taken or not of this machine
    static WorkerHost open(Settings settings) throws IOException {
        return new WorkerHost(settings);
    }

    /// Where it listens.
    URI uri() {
        return server.uri();
    }

    /// The line by which its launcher hears where it listens.
    String announcement() {
        return server.announcement();
    }

    /// Waits until it has ended.
    ///
    /// @return the exit code of the process
    int awaitEnd() throws InterruptedException {
        ended.await();
        synchronized (this) {
            return exitCode;
        }
    }

    /// A task may go on for ever: the process is ended once the others had their chance, and whoever has
    /// launched it starts another one.
    private void replace() {
        log.warn(
                "worker {} ends and is to be replaced: a task ignored its interruption",
                settings.id());
        end(LAST_CHANCE, ExitCodes.TO_BE_REPLACED);
    }

    /// Takes nothing on any more, lets running tasks end, and ends; tasks that are still running then are
    /// interrupted. Returns when all is done, also if another thread does it.
    void end(Duration drain, int code) {
        synchronized (this) {
            if (!ending) {
                ending = true;
                exitCode = code;
                server.close();
                drain(drain);
                opened.close();
                ended.countDown();
            }
        }
    }

    private void drain(Duration atMost) {
        try {
            if (!atMost.isZero() && !worker.drain(atMost)) {
                log.warn("tasks were still running after {} and are interrupted", atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end(Duration.ZERO, ExitCodes.DONE);
    }
}
