package dev.weft.gateway;

import static dev.weft.gateway.Invocations.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.model.Claim;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.InvokerProvider;
import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpInvokerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Token token = Token.random();
    private final Queue<Invocation> arrived = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int status = 202;
    private HttpFront gateway = gateway(0);

    private HttpFront gateway(int port) {
        try {
            return new HttpFront(
                    new ListenSettings(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                            Optional.of(token)),
                    Executors.newCachedThreadPool(),
                    List.of(
                            new HttpFront.Route(
                                    "POST",
                                    "/v1/invocations",
                                    false,
                                    InvocationFormat.MAX_BYTES,
                                    this::invoke)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Reply invoke(HttpFront.Request request) throws InterruptedException {
        assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
        if (status == 202) {
            arrived.add(InvocationFormat.decode(request.body()));
        }
        return status == 202 ? Reply.status(202) : Reply.text(status, "no: " + status);
    }

    @AfterEach
    void stop() {
        gate.countDown();
        gateway.close();
    }

    private List<Claim> claims() {
        return arrived.stream().flatMap(each -> each.claims().stream()).toList();
    }

    @Test
    void invocationsArrive() {
        try (HttpInvoker invoker = new HttpInvoker(gateway.uri(), token)) {
            Invocation invocation = Invocations.tasks(RUN, 0, 10);
            invoker.invoke(invocation);
            await().atMost(LONG).until(() -> !arrived.isEmpty());
            assertThat(arrived.element()).isEqualTo(invocation);
        }
    }

    @Test
    void theCallerDoesNotWaitAndWhatWaitsIsSentTogether() {
        gate = new CountDownLatch(1);
        try (HttpInvoker invoker = new HttpInvoker(gateway.uri(), token)) {
            for (int task = 0; task < 500; task++) {
                invoker.invoke(Invocations.of(RUN, task));
            }
            invoker.invoke(Invocations.alone(RUN, 700));
            invoker.invoke(Invocations.of(Invocations.run("other"), 1));
            assertThat(arrived).isEmpty();
            gate.countDown();
            await().atMost(LONG).until(() -> claims().size() == 502);
            assertThat(arrived).hasSizeLessThan(10);
            assertThat(arrived.stream().filter(Invocation::alone)).hasSize(1);
        }
    }

    @Test
    void tooManyThatWaitAreRefused() {
        gate = new CountDownLatch(1);
        try (HttpInvoker invoker = new HttpInvoker(gateway.uri(), token)) {
            assertThatThrownBy(
                            () -> {
                                for (int task = 0; task < 20_000; task++) {
                                    invoker.invoke(Invocations.of(RUN, task));
                                }
                            })
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("does not keep up: 10000 invocations wait");
            gate.countDown();
        }
    }

    @Test
    void aGatewayThatComesLaterGetsWhatWasSentBefore() {
        int port = gateway.uri().getPort();
        URI uri = gateway.uri();
        gateway.close();
        try (HttpInvoker invoker = new HttpInvoker(uri, token)) {
            invoker.invoke(Invocations.of(RUN, 1));
            gateway = gateway(port);
            await().atMost(LONG).until(() -> !arrived.isEmpty());
        }
    }

    @Test
    void aGatewayThatIsNotThereCostsTheInvocationAndNothingElse() {
        URI uri = gateway.uri();
        gateway.close();
        HttpInvoker invoker = new HttpInvoker(uri, token);
        invoker.invoke(Invocations.of(RUN, 1));
        long began = System.nanoTime();
        invoker.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG);
        assertThatThrownBy(() -> invoker.invoke(Invocations.of(RUN, 2)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("invoker must be open, was closed");
    }

    @Test
    void closingSendsWhatWaits() {
        for (int i = 0; i < 20; i++) {
            try (HttpInvoker invoker = new HttpInvoker(gateway.uri(), token)) {
                invoker.invoke(Invocations.of(RUN, i));
            }
        }
        assertThat(claims()).hasSize(20);
    }

    @Test
    void aRefusalForAnotherArchiveIsRemembered() {
        status = 409;
        try (HttpInvoker invoker = new HttpInvoker(gateway.uri(), token)) {
            assertThat(invoker.refusal(RUN)).isEmpty();
            invoker.invoke(Invocations.of(RUN, 1));
            await().atMost(LONG).until(() -> invoker.refusal(RUN).isPresent());
            assertThat(invoker.refusal(RUN)).contains("no: 409");
            assertThat(invoker.refusal(Invocations.run("other"))).isEmpty();
        }
    }

    @Test
    void aGatewayThatIsFullIsAskedAgain() throws InterruptedException {
        status = 503;
        try (HttpInvoker invoker = new HttpInvoker(gateway.uri(), token)) {
            invoker.invoke(Invocations.of(RUN, 1));
            Thread.sleep(50);
            status = 202;
            await().atMost(LONG).until(() -> !arrived.isEmpty());
        }
    }

    @Test
    void itIsFoundByTheSchemeOfTheGatewaysAddress() {
        InvokerProvider provider =
                ServiceLoader.load(InvokerProvider.class).findFirst().orElseThrow();
        assertThat(provider.opens("http")).isTrue();
        assertThat(provider.opens("https")).isFalse();
        try (Invoker invoker = provider.open(gateway.uri(), token::secret)) {
            invoker.invoke(Invocations.of(RUN, 1));
            await().atMost(LONG).until(() -> !arrived.isEmpty());
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithoutItsPassword() {
        for (String address : List.of("https://host:1", "http://host", "host:1", "http://:1")) {
            assertThatThrownBy(() -> new HttpInvoker(URI.create(address), token))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("address must be http://host:port, was " + address);
        }
        assertThatThrownBy(() -> new HttpInvoker(URI.create("http://me:secret@host:1"), token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one with a user or password: host")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServerThatIsNoneOfOursIsNoticed() throws Exception {
        for (String answer :
                List.of(
                        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")) {
            try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                    HttpCaller caller = callerOf(server)) {
                Thread.ofPlatform().start(() -> answer(server, answer));
                assertThatThrownBy(() -> caller.call("GET", "/", new byte[0], LONG))
                        .as(answer)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("answer");
            }
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (var socket = server.accept()) {
            socket.getInputStream().read(new byte[1_000]);
            socket.getOutputStream()
                    .write(answer.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HttpCaller callerOf(ServerSocket server) {
        return new HttpCaller(
                URI.create("http://127.0.0.1:" + server.getLocalPort()), () -> Optional.of(token));
    }

    @Test
    void aServerThatNeitherReadsNorAnswersIsNotWaitedForLonger() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpCaller caller = callerOf(server)) {
            for (int bytes : new int[] {10, 16 * 1024 * 1024}) {
                long began = System.nanoTime();
                assertThatThrownBy(() ->
                                caller.call("POST", "/", new byte[bytes], Duration.ofMillis(200)))
                        .isInstanceOf(IOException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(Duration.ofMillis(150), LONG);
            }
        }
    }
}
