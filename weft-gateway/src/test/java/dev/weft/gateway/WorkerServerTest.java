package dev.weft.gateway;

import static dev.weft.gateway.Invocations.RUN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.model.Claim;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkerServerTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final byte[] NOTHING = new byte[0];

    private final Token token = Token.random();
    private final Queue<Claim> executed = new ConcurrentLinkedQueue<>();
    private final RecordingInvoker invoker = new RecordingInvoker();
    private volatile CountDownLatch gate = opened();
    private final FakeWorker worker =
            new FakeWorker(new WorkerId("w1"), "archive", 1, this::execute, invoker);
    private WorkerServer server;
    private HttpCaller caller;

    private static CountDownLatch opened() {
        return new CountDownLatch(0);
    }

    private List<Claim> execute(Invocation invocation, Claim claim) throws InterruptedException {
        assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
        executed.add(claim);
        return List.of();
    }

    @BeforeEach
    void start() throws IOException {
        restart(settings());
    }

    private WorkerServerSettings settings() {
        return WorkerServerSettings.standard(ListenSettings.loopback(token));
    }

    private void restart(WorkerServerSettings settings) throws IOException {
        close();
        server = WorkerServer.start(settings, worker);
        caller = new HttpCaller(server.uri(), () -> Optional.of(token));
    }

    private void close() {
        if (server != null) {
            server.close();
            caller.close();
        }
    }

    @AfterEach
    void stop() {
        gate.countDown();
        close();
        worker.close();
    }

    private HttpAnswer post(Invocation invocation) throws IOException {
        return post(InvocationFormat.encode(invocation));
    }

    private HttpAnswer post(byte[] body) throws IOException {
        return caller.call("POST", "/v1/invocations", body, LONG);
    }

    @Test
    void anInvocationIsAnsweredWhenTheWorkerHasNothingLeft() throws IOException {
        HttpAnswer answer = post(Invocations.tasks(RUN, 0, 100));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(executed).hasSize(100);
    }

    @Test
    void anInvocationThatTakesLongIsAnsweredBeforeItsEnd() throws IOException {
        restart(settings().withWaitAtMost(Duration.ofMillis(50)));
        gate = new CountDownLatch(1);
        assertThat(post(Invocations.of(RUN, 0)).status()).isEqualTo(202);
        assertThat(caller.call("GET", "/v1/idle?run=" + RUN, NOTHING, LONG).status())
                .isEqualTo(202);
        gate.countDown();
        assertThat(worker).satisfies(each -> assertThat(each.awaitIdle(RUN, LONG)).isTrue());
        assertThat(caller.call("GET", "/v1/idle?run=" + RUN, NOTHING, LONG).status())
                .isEqualTo(200);
    }

    @Test
    void anInvocationThatIsNotToBeWaitedForIsAnsweredAtOnce() throws IOException {
        gate = new CountDownLatch(1);
        byte[] body = InvocationFormat.encode(Invocations.of(RUN, 0));
        assertThat(caller.call("POST", "/v1/invocations?wait=false", body, LONG).status())
                .isEqualTo(202);
        assertThat(executed).isEmpty();
    }

    @Test
    void noMoreInvocationsWaitThanMay() throws Exception {
        restart(settings().withWaitingAtMost(1));
        gate = new CountDownLatch(1);
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                post(Invocations.of(RUN, 0));
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        await().atMost(LONG).until(() -> worker.executing() > 0);
        Thread.sleep(50);
        assertThat(post(Invocations.of(RUN, 1)).status()).isEqualTo(202);
        gate.countDown();
        assertThat(waiting.join(LONG)).isTrue();
    }

    @Test
    void missingTokenIsRefused() throws IOException {
        try (HttpCaller without = new HttpCaller(server.uri(), Optional::empty)) {
            byte[] body = InvocationFormat.encode(Invocations.of(RUN, 0));
            HttpAnswer answer = without.call("POST", "/v1/invocations", body, LONG);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("a token must be shown").contains("was none");
        }
        assertThat(executed).isEmpty();
    }

    @Test
    void wrongTokenIsRefused() throws IOException {
        Token wrong = Token.random();
        try (HttpCaller other = new HttpCaller(server.uri(), () -> Optional.of(wrong))) {
            byte[] body = InvocationFormat.encode(Invocations.of(RUN, 0));
            for (String path : List.of("/v1/invocations", "/v1/share?run=" + RUN)) {
                HttpAnswer answer = other.call("POST", path, body, LONG);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.text())
                        .isEqualTo("the token that was shown is not this server's")
                        .doesNotContain(wrong.secret());
            }
            assertThat(other.call("GET", "/v1/statistics", NOTHING, LONG).status()).isEqualTo(401);
            assertThat(other.call("GET", "/v1/health", NOTHING, LONG).status()).isEqualTo(200);
        }
        assertThat(executed).isEmpty();
    }

    @Test
    void truncatedInvocationIsRefusedAndNothingIsExecuted() throws IOException {
        byte[] whole = InvocationFormat.encode(Invocations.tasks(RUN, 0, 10));
        HttpAnswer answer = post(Arrays.copyOf(whole, whole.length - 7));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("it was truncated or altered");
        assertThat(executed).isEmpty();
        assertThat(post(whole).status()).isEqualTo(200);
    }

    @Test
    void requestWhoseBodyBreaksOffIsNotExecuted() throws Exception {
        byte[] body = InvocationFormat.encode(Invocations.tasks(RUN, 0, 10));
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /v1/invocations HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n"
                            .formatted(token.authorization(), body.length)
                            .getBytes(UTF_8));
            out.write(body, 0, body.length / 2);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(executed).isEmpty();
    }

    @Test
    void foreignMessageIsRefused() throws IOException {
        HttpAnswer answer = post("{\"hello\": 1}".getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("message must begin as an invocation of Weft");
    }

    @Test
    void anotherArchiveIsRefusedAndBothAreNamed() throws IOException {
        FakeWorker other =
                new FakeWorker(new WorkerId("w2"), "other archive", 1, this::execute, invoker);
        try (other;
                WorkerServer second = WorkerServer.start(settings(), other);
                HttpCaller toSecond = new HttpCaller(second.uri(), () -> Optional.of(token))) {
            byte[] body = InvocationFormat.encode(Invocations.of(RUN, 0));
            HttpAnswer answer = toSecond.call("POST", "/v1/invocations", body, LONG);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.text()).contains("archive archive,").contains("has other archi");
        }
        assertThat(executed).isEmpty();
    }

    @Test
    void tooLargeInvocationIsRefused() throws IOException {
        restart(settings().withMaxInvocationBytes(1_000));
        HttpAnswer answer = post(new byte[1_001]);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("request must have at most 1000 bytes, had more");
        assertThat(post(new byte[1_000]).status()).isEqualTo(400);
    }

    @Test
    void storeThatGivesNoAnswerIsNamed() throws IOException {
        try (WorkerServer second = WorkerServer.start(settings(), new WithoutStore());
                HttpCaller toSecond = new HttpCaller(second.uri(), () -> Optional.of(token))) {
            byte[] body = InvocationFormat.encode(Invocations.of(RUN, 0));
            HttpAnswer answer = toSecond.call("POST", "/v1/invocations", body, LONG);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text())
                    .isEqualTo("nothing was adopted, the store gives no answer: it is away");
        }
    }

    @Test
    void sharingAsksTheWorker() throws IOException {
        gate = new CountDownLatch(1);
        byte[] body = InvocationFormat.encode(Invocations.tasks(RUN, 0, 11));
        caller.call("POST", "/v1/invocations?wait=false", body, LONG);
        await().atMost(LONG).until(() -> worker.executing() > 0);
        HttpAnswer answer = caller.call("POST", "/v1/share?run=" + RUN, NOTHING, LONG);
        assertThat(answer.text()).isEqualTo("10");
        gate.countDown();
        assertThat(worker).satisfies(each -> assertThat(each.awaitIdle(RUN, LONG)).isTrue());
        assertThat(invoker.claims()).hasSize(5);
        assertThat(executed).hasSize(6);
    }

    @Test
    void aRunThatIsNoneIsRefused() throws IOException {
        HttpAnswer answer = caller.call("POST", "/v1/share?run=my-run", NOTHING, LONG);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("run must be <id>:<incarnation>, was 'my-run'");
        assertThat(caller.call("POST", "/v1/share", NOTHING, LONG).text())
                .isEqualTo("parameter 'run' must be given, was not");
    }

    @Test
    void unknownPathsAndMethodsAreNamed() throws IOException {
        HttpAnswer missing = caller.call("GET", "/v2/invocations", NOTHING, LONG);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text())
                .contains("/v2/invocations does not exist here; known: /v1/invocations, /v1/idle");
        HttpAnswer wrong = caller.call("GET", "/v1/invocations", NOTHING, LONG);
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.text())
                .isEqualTo("method of /v1/invocations must be one of [POST], was GET");
    }

    @Test
    void statisticsCountWhatWasDone() throws IOException {
        post(Invocations.tasks(RUN, 0, 7));
        HttpAnswer answer = caller.call("GET", "/v1/statistics", NOTHING, LONG);
        JsonNode json = new JsonMapper().readTree(answer.body());
        assertThat(json.path("executing").asInt()).isZero();
        assertThat(json.path("invocations").asInt()).isEqualTo(1);
        assertThat(json.path("attempts").asInt()).isEqualTo(7);
        assertThat(json.path("graphBytesRead").asLong()).isEqualTo(700);
        assertThat(json.path("heapUsedBytes").asLong()).isPositive();
        WorkerStatistics read = WorkerStatistics.parse(answer.body());
        assertThat(read.work().attempts()).isEqualTo(7);
        assertThat(read.plus(read).invocations()).isEqualTo(2);
        assertThat(read.plus(read).graphBytesRead()).isEqualTo(1_400);
    }

    @Test
    void connectionsAreUsedAgain() throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
                StringBuilder answer = new StringBuilder();
                while (!answer.toString().endsWith("\r\n\r\nok")) {
                    answer.append((char) in.read());
                }
                assertThat(answer).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void aCallAfterTheServerHasClosedTheConnectionReconnects() throws IOException {
        URI uri = server.uri();
        assertThat(caller.call("GET", "/v1/health", NOTHING, LONG).status()).isEqualTo(200);
        server.close();
        assertThatThrownBy(() -> caller.call("GET", "/v1/health", NOTHING, LONG))
                .isInstanceOf(IOException.class);
        server =
                WorkerServer.start(
                        WorkerServerSettings.standard(
                                new ListenSettings(
                                        new InetSocketAddress(uri.getHost(), uri.getPort()),
                                        Optional.of(token))),
                        worker);
        assertThat(caller.call("GET", "/v1/health", NOTHING, LONG).status()).isEqualTo(200);
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        ListenSettings taken =
                new ListenSettings(
                        new InetSocketAddress(server.uri().getHost(), server.uri().getPort()),
                        Optional.of(token));
        assertThatThrownBy(() -> WorkerServer.start(WorkerServerSettings.standard(taken), worker))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("address /127.0.0.1:" + server.uri().getPort())
                .hasMessageContaining("cannot be listened at");
    }
}
