package dev.weft.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server of a few paths: looks at path, method, token and size before an [Endpoint] sees the
/// request, and turns what an endpoint throws into an answer that says what was wrong.
///
/// Without `-Dsun.net.httpserver.nodelay=true` an answer that has a body may take 40 ms.
///
/// Safe for many threads. Owns its executor.
final class HttpFront implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
    private static final int BACKLOG = 256;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Optional<Token> token;
    private final Map<String, Map<String, Route>> routes = new LinkedHashMap<>();

    /// Answers the requests of one path and method.
    interface Endpoint {
        /// @throws RefusedException to answer with a status that says no
        Reply answer(Request request) throws InterruptedException;
    }

    /// @param open whether it is answered without a token
    /// @param maxBytes of a request's body
    record Route(String method, String path, boolean open, int maxBytes, Endpoint endpoint) {}

    /// @param query what follows the question mark; empty if there is nothing
    @SuppressWarnings("ArrayRecordComponent") // read once, and never compared as a record
    record Request(String query, byte[] body) {}

    /// Starts to listen.
    ///
    /// @param threads one is used for each request, also while its endpoint waits
    /// @throws IOException if the address is taken or not of this machine
    HttpFront(ListenSettings settings, ExecutorService threads, List<Route> routes)
            throws IOException {
        this.threads = threads;
        token = settings.token();
        for (Route route : routes) {
            this.routes
                    .computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
                    .put(route.method(), route);
        }
        try {
            server = HttpServer.create(settings.address(), BACKLOG);
        } catch (IOException e) {
            threads.shutdownNow();
            throw new IOException(
                    "address %s cannot be listened at: %s"
                            .formatted(settings.address(), e.getMessage()),
                    e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /// Where it listens; the address that was asked for, with the port that it has.
    URI uri() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create(
                "http://%s:%d"
                        .formatted(
                                host.contains(":") ? "[" + host + "]" : host, address.getPort()));
    }

    private void handle(HttpExchange exchange) {
        Reply reply;
        try (exchange) {
            reply = answer(exchange);
            send(exchange, reply);
        } catch (IOException e) {
            log.debug("request not read or answer not sent: {}", e.toString());
            return;
        }
        try {
            reply.afterwards().run();
        } catch (RuntimeException e) {
            log.error("failed after the answer was sent", e);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody(); // or closing the exchange would close its connection
        try {
            Route route = route(exchange.getRequestMethod(), path);
            requireToken(exchange, route);
            byte[] body = body(exchange, route.maxBytes());
            String query = exchange.getRequestURI().getQuery();
            return route.endpoint().answer(new Request(query == null ? "" : query, body));
        } catch (RefusedException e) {
            return Reply.text(e.status(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            return Reply.text(503, "the server is being closed");
        } catch (RuntimeException e) {
            log.error("{} {} failed", exchange.getRequestMethod(), path, e);
            return Reply.text(500, "internal error: " + e);
        }
    }

    private Route route(String method, String path) {
        Map<String, Route> known = routes.get(path);
        if (known == null) {
            throw new RefusedException(
                    404,
                    "path %s does not exist here; known: %s"
                            .formatted(path, String.join(", ", routes.keySet())));
        }
        Route route = known.get(method);
        if (route == null) {
            Set<String> methods = new TreeSet<>(known.keySet());
            throw new RefusedException(
                    405, "method of %s must be one of %s, was %s".formatted(path, methods, method));
        }
        return route;
    }

    private void requireToken(HttpExchange exchange, Route route) {
        if (route.open() || token.isEmpty()) {
            return;
        }
        @Nullable String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (!token.get().isShownBy(shown)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            throw new RefusedException(
                    401,
                    shown == null
                            ? "a token must be shown (Authorization: Bearer …), was none"
                            : "the token that was shown is not this server's");
        }
    }

    private static byte[] body(HttpExchange exchange, int maxBytes) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(maxBytes);
        if (body.length == maxBytes && exchange.getRequestBody().read() >= 0) {
            throw new RefusedException(
                    413, "request must have at most %d bytes, had more".formatted(maxBytes));
        }
        return body;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body();
        if (body.length == 0) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    /// The value of a parameter of a query.
    ///
    /// @throws RefusedException if it is not there
    static String parameter(Request request, String name) {
        for (String part : request.query().split("&", -1)) {
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1);
            }
        }
        throw new RefusedException(400, "parameter '%s' must be given, was not".formatted(name));
    }

    /// Stops listening; requests that are being answered are broken off.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                log.warn("requests are still being answered though the server is closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
