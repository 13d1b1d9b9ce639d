package dev.weft.gateway;

import dev.weft.gateway.HttpFront.Request;
import dev.weft.gateway.HttpFront.Route;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// What a gateway is asked over HTTP.
///
/// | Request | Answer |
/// |---|---|
/// | `POST /v1/invocations` | 202 at once; the claims are brought to workers |
/// | `GET /v1/workers` | JSON: the living ones, the latest dead with their last words, restarts |
/// | `GET /v1/statistics` | JSON: sums over the workers that answer |
/// | `GET /v1/archive` | fingerprint of its workers' application archive; empty if only they know |
/// | `GET /v1/health` | 200, without a token |
///
/// Refusals: 400 what came is no invocation, 401 the token is wrong or missing, 409 its workers have
/// another archive than the run, 413 it is too large, 503 too many claims wait.
final class GatewayFront implements AutoCloseable {
    private static final Duration ASK = Duration.ofSeconds(1);

    private final Gateway gateway;
    private final Forwarding forwarding;
    private final InetSocketAddress asked;
    private final HttpFront http;

    GatewayFront(ListenSettings listen, Gateway gateway, Forwarding forwarding) throws IOException {
        this.gateway = gateway;
        this.forwarding = forwarding;
        asked = listen.address();
        http =
                new HttpFront(
                        listen,
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofVirtual().name("weft-gateway-http-", 1).factory()),
                        List.of(
                                new Route(
                                        "POST",
                                        "/v1/invocations",
                                        false,
                                        InvocationFormat.MAX_BYTES,
                                        this::invoke),
                                new Route("GET", "/v1/workers", false, 0, this::workers),
                                new Route("GET", "/v1/statistics", false, 0, this::statistics),
                                new Route("GET", "/v1/archive", false, 0, _ -> archive()),
                                new Route(
                                        "GET", "/v1/health", true, 0, _ -> Reply.text(200, "ok"))));
    }

    /// One that listens everywhere is reached from here by the loopback interface.
    URI uri() {
        if (!asked.getAddress().isAnyLocalAddress()) {
            return http.uri();
        }
        return URI.create(
                "http://%s:%d"
                        .formatted(
                                InetAddress.getLoopbackAddress().getHostAddress(),
                                http.uri().getPort()));
    }

    private Reply invoke(Request request) {
        Invocation invocation;
        try {
            invocation = InvocationFormat.decode(request.body());
        } catch (InvocationFormatException e) {
            throw new RefusedException(400, String.valueOf(e.getMessage()));
        }
        return Reply.status(202).then(forwarding.accept(invocation));
    }

    private Reply archive() {
        return Reply.text(200, forwarding.archive().orElse(""));
    }

    private Reply workers(Request request) throws InterruptedException {
        GatewayStatus status = gateway.status();
        Map<WorkerId, WorkerStatistics> said = ask(status.workers());
        List<Map<String, Object>> workers = new ArrayList<>();
        for (WorkerStatus worker : status.workers()) {
            workers.add(toMap(worker, said.get(worker.id())));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("workers", workers);
        all.put("dead", status.dead().stream().map(GatewayFront::toMap).toList());
        all.put("restarts", status.restarts());
        all.put("waitingClaims", status.waitingClaims());
        all.put("invocations", status.invocations());
        return Reply.json(WorkerStatistics.json(all));
    }

    private static Map<String, Object> toMap(
            WorkerStatus worker, @Nullable WorkerStatistics statistics) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", worker.id().value());
        map.put("pid", worker.pid());
        worker.uri().ifPresent(uri -> map.put("port", uri.getPort()));
        map.put("state", worker.state().name());
        map.put("claims", worker.claims());
        if (statistics != null) {
            map.putAll(statistics.toMap());
        }
        map.put("startedAt", worker.startedAt().toString());
        return map;
    }

    private static Map<String, Object> toMap(DeadWorker worker) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", worker.id().value());
        map.put("pid", worker.pid());
        map.put("startedAt", worker.startedAt().toString());
        map.put("endedAt", worker.endedAt().toString());
        map.put("listened", worker.listened());
        map.put("asked", worker.asked());
        map.put("outOfMemory", worker.outOfMemory());
        map.put("lastWords", worker.lastWords());
        return map;
    }

    private Reply statistics(Request request) throws InterruptedException {
        List<WorkerStatus> workers = gateway.status().workers();
        Map<WorkerId, WorkerStatistics> said = ask(workers);
        WorkerStatistics sum = WorkerStatistics.NONE;
        for (WorkerStatistics statistics : said.values()) {
            sum = sum.plus(statistics);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("workers", workers.size());
        map.put("answered", said.size());
        map.putAll(sum.toMap());
        return Reply.json(WorkerStatistics.json(map));
    }

    /// Asks all workers at the same time; those that do not answer are not in what it returns.
    Map<WorkerId, WorkerStatistics> ask(List<WorkerStatus> workers) throws InterruptedException {
        Map<WorkerId, WorkerStatistics> said = new ConcurrentHashMap<>();
        List<Thread> asking = new ArrayList<>();
        for (WorkerStatus worker : workers) {
            if (worker.uri().isPresent()) {
                asking.add(
                        Thread.ofVirtual()
                                .name("weft-gateway-ask")
                                .start(() ->
                                        ask(worker.id()).ifPresent(s -> said.put(worker.id(), s))));
            }
        }
        for (Thread thread : asking) {
            thread.join(ASK.plusMillis(200));
        }
        return Map.copyOf(said);
    }

    private Optional<WorkerStatistics> ask(WorkerId worker) {
        try {
            HttpAnswer answer = forwarding.ask(worker, "/v1/statistics", ASK);
            return answer.status() == 200
                    ? Optional.of(WorkerStatistics.parse(answer.body()))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
