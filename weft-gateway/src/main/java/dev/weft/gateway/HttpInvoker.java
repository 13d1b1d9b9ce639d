package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings invocations to a gateway over HTTP.
///
/// [#invoke] puts an invocation into a queue, from which the platform thread `weft-invoker` takes it: a
/// task's thread never waits for the network. Invocations of the same run that wait are sent as one. A
/// gateway that is not there is tried again for two seconds, which is a dispatch deadline; then the
/// claims are left to be dispatched again.
///
/// Safe for many threads.
public final class HttpInvoker implements Invoker {
    private static final Logger log = LoggerFactory.getLogger(HttpInvoker.class);
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_TOGETHER = 1_000;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration TRY_FOR = Duration.ofSeconds(2);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long MAX_PAUSE_MILLIS = 200;

    private final HttpCaller gateway;
    private final Refusals refusals = new Refusals(System::nanoTime);
    private final BlockingQueue<Invocation> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile boolean closed;

    /// @param gateway `http://host:port`
    /// @param token that is shown to it
    public HttpInvoker(URI gateway, Token token) {
        this(gateway, () -> Optional.of(token));
    }

    /// @param token asked for at each connection
    HttpInvoker(URI gateway, Supplier<Optional<Token>> token) {
        this.gateway = new HttpCaller(gateway, token);
        thread = Thread.ofPlatform().name("weft-invoker").daemon(true).start(this::work);
    }

    /// @throws StoreUnavailableException if too many invocations wait already, or it is closed
    @Override
    public void invoke(Invocation invocation) {
        if (closed || !waiting.offer(invocation)) {
            throw new StoreUnavailableException(
                    closed
                            ? "invoker must be open, was closed"
                            : "gateway %s does not keep up: %d invocations wait"
                                    .formatted(gateway, MAX_WAITING),
                    new IllegalStateException("not queued"));
        }
    }

    /// Why the gateway's workers do not execute a run, if they have lately refused to: they have another
    /// archive.
    public Optional<String> refusal(RunKey run) {
        return refusals.find(run, 0);
    }

    private void work() {
        List<Invocation> taken = new ArrayList<>();
        try {
            while (!closed || !waiting.isEmpty()) {
                Invocation first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    waiting.drainTo(taken, MAX_TOGETHER);
                    for (Invocation invocation : Together.of(taken)) {
                        send(invocation);
                    }
                    taken.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void send(Invocation invocation) throws InterruptedException {
        try {
            byte[] body = InvocationFormat.encode(invocation);
            report(invocation, answer(body));
        } catch (IOException e) {
            log.warn(
                    "run {}: gateway {} was not reached, claims will be dispatched again: {}",
                    invocation.run(),
                    gateway,
                    e.toString());
        } catch (RuntimeException e) { // or nothing would be sent any more
            log.error("run {}: invocation was not sent", invocation.run(), e);
        }
    }

    private HttpAnswer answer(byte[] body) throws IOException, InterruptedException {
        long end = System.nanoTime() + TRY_FOR.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            boolean last = closed || System.nanoTime() - end > 0;
            try {
                HttpAnswer answer = gateway.call("POST", "/v1/invocations", body, ANSWER);
                if (answer.status() != 503 || last) {
                    return answer;
                }
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) { // it may have arrived all the same: twice does no harm
                if (last) {
                    throw e;
                }
            }
            Thread.sleep(pause);
            pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
        }
    }

    private void report(Invocation invocation, HttpAnswer answer) {
        if (answer.status() == 202) {
            return;
        }
        boolean known =
                answer.status() == 409
                        && !refusals.add(invocation.run(), invocation.epoch(), answer.text());
        if (!known) {
            log.error(
                    "run {}: gateway {} did not take an invocation: {} {}",
                    invocation.run(),
                    gateway,
                    answer.status(),
                    answer.text());
        }
    }

    /// Sends what waits, as far as that takes no longer than a second.
    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(CLOSE)) {
                gateway.close();
                thread.interrupt();
                thread.join(CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gateway.close();
    }
}
