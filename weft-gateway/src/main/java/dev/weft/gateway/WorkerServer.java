package dev.weft.gateway;

import dev.weft.gateway.HttpFront.Request;
import dev.weft.gateway.HttpFront.Route;
import dev.weft.model.RunKey;
import dev.weft.model.SliceFormatException;
import dev.weft.spi.Invocation;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.worker.ArchiveMismatchException;
import dev.weft.worker.InvokedWorker;
import dev.weft.worker.UnknownGraphException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Brings a worker its invocations over HTTP.
///
/// | Request | Answer |
/// |---|---|
/// | `POST /v1/invocations` | 200 when the worker has nothing left of the run; 202 if it still has when the time is over |
/// | `POST /v1/invocations?wait=false` | 202 as soon as the worker has begun |
/// | `GET /v1/idle?run=…` | 200 when the worker has nothing left of the run, 202 if it still has |
/// | `POST /v1/share?run=…` | how many claims of the run wait here; half of them will be given away |
/// | `GET /v1/statistics` | JSON |
/// | `GET /v1/health` | 200, without a token |
///
/// No invocation is executed that was refused: 400 it is damaged or not one, 401 the token is wrong or
/// missing, 409 it is of another archive, 413 it is too large, 422 what the store has of the run's graph is of no
/// use, 503 the store gives no answer.
///
/// Requests are answered on platform threads: tasks may keep the carriers of all virtual ones busy.
/// Safe for many threads. The worker is the caller's to close, afterwards.
public final class WorkerServer implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int MAX_THREADS_BESIDES = 100;

    private final WorkerServerSettings settings;
    private final InvokedWorker worker;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong invocations = new AtomicLong();
    private final long startedNanos = System.nanoTime();
    private final HttpFront front;

    private WorkerServer(WorkerServerSettings settings, InvokedWorker worker) throws IOException {
        this.settings = settings;
        this.worker = worker;
        front =
                new HttpFront(
                        settings.listen(),
                        threads(settings.waitingAtMost() + MAX_THREADS_BESIDES),
                        List.of(
                                route("POST", "/v1/invocations", this::invoke),
                                route("GET", "/v1/idle", this::idle),
                                route("POST", "/v1/share", this::share),
                                route("GET", "/v1/statistics", this::statistics),
                                new Route(
                                        "GET", "/v1/health", true, 0, _ -> Reply.text(200, "ok"))));
    }

    private Route route(String method, String path, HttpFront.Endpoint endpoint) {
        int maxBytes = method.equals("POST") ? settings.maxInvocationBytes() : 0;
        return new Route(method, path, false, maxBytes, endpoint);
    }

    private static ThreadPoolExecutor threads(int most) {
        return new ThreadPoolExecutor(
                1,
                most,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().name("weft-worker-http-", 1).daemon(true).factory());
    }

    /// Starts to listen.
    ///
    /// @throws IOException if the address is taken or not of this machine
    public static WorkerServer start(WorkerServerSettings settings, InvokedWorker worker)
            throws IOException {
        return new WorkerServer(settings, worker);
    }

    /// Where it listens.
    public URI uri() {
        return front.uri();
    }

    /// The line by which a launched process tells its launcher where it listens: the first such line of
    /// its standard output counts.
    public String announcement() {
        return Announcement.line(uri());
    }

    private Reply invoke(Request request) throws InterruptedException {
        Invocation invocation = decoded(request.body());
        try {
            worker.accept(invocation);
        } catch (ArchiveMismatchException e) {
            throw new RefusedException(409, String.valueOf(e.getMessage()));
        } catch (UnknownGraphException | SliceFormatException e) {
            throw new RefusedException(422, String.valueOf(e.getMessage()));
        } catch (StoreUnavailableException e) {
            throw new RefusedException(
                    503, "nothing was adopted, the store gives no answer: " + e.getMessage());
        }
        invocations.incrementAndGet();
        return request.query().equals("wait=false")
                ? Reply.status(202)
                : afterWaiting(invocation.run());
    }

    private static Invocation decoded(byte[] body) {
        try {
            return InvocationFormat.decode(body);
        } catch (InvocationFormatException e) {
            throw new RefusedException(400, String.valueOf(e.getMessage()));
        }
    }

    private Reply idle(Request request) throws InterruptedException {
        return afterWaiting(RunKeyText.parse(HttpFront.parameter(request, "run")));
    }

    private Reply afterWaiting(RunKey run) throws InterruptedException {
        try {
            boolean mayWait = waiting.incrementAndGet() <= settings.waitingAtMost();
            Duration atMost = mayWait ? settings.waitAtMost() : Duration.ZERO;
            return Reply.status(awaitIdle(run, atMost) ? 200 : 202);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private boolean awaitIdle(RunKey run, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            if (worker.awaitIdle(run, left.compareTo(LOOK) < 0 ? left : LOOK)) {
                return true;
            }
            if (left.isZero()) {
                return false;
            }
        }
    }

    private Reply share(Request request) {
        RunKey run = RunKeyText.parse(HttpFront.parameter(request, "run"));
        return Reply.text(200, Integer.toString(worker.share(run)));
    }

    private Reply statistics(Request request) {
        Runtime runtime = Runtime.getRuntime();
        WorkerStatistics statistics =
                new WorkerStatistics(
                        worker.executing(),
                        invocations.get(),
                        worker.work(),
                        worker.graphBytesRead(),
                        runtime.totalMemory() - runtime.freeMemory(),
                        runtime.maxMemory(),
                        (System.nanoTime() - startedNanos) / 1_000_000);
        return Reply.json(WorkerStatistics.json(statistics.toMap()));
    }

    /// Stops listening, at once; callers that wait get no answer.
    @Override
    public void close() {
        front.close();
    }
}
