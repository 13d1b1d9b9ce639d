package dev.weft.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TcpProxyTest {
    private final List<Closeable> opened = new ArrayList<>();
    private EchoServer server;
    private TcpProxy proxy;

    TcpProxyTest() throws IOException {
        server = new EchoServer();
        proxy = TcpProxy.to(server.port());
    }

    @BeforeEach
    void serverAnswersThroughTheProxy() throws IOException {
        try (Client client = new Client(proxy.port())) {
            assertThat(client.ask("first")).isEqualTo("echo first");
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Closeable each : opened) {
            each.close();
        }
        proxy.close();
        server.close();
    }

    private Client client() throws IOException {
        Client client = new Client(proxy.port());
        opened.add(client);
        return client;
    }

    /// Asks lines over one connection.
    private static final class Client implements Closeable {
        private final Socket socket;
        private final BufferedReader answers;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5_000);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        }

        String hear() throws IOException {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("the connection has ended");
            }
            return line;
        }

        boolean hearsNothingFor(int millis) throws IOException {
            socket.setSoTimeout(millis);
            try {
                answers.readLine();
                return false;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout(5_000);
            }
        }

        String ask(String line) throws IOException {
            say(line);
            return hear();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void connectionThatEndsIsForgotten() throws IOException {
        try (Client client = new Client(proxy.port())) {
            client.ask("a");
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void largeRequestsPassUnchanged() throws IOException {
        String large = "x".repeat(1_000_000);
        assertThat(client().ask(large)).isEqualTo("echo " + large);
    }

    @Test
    void cutConnectionIsDeadAndTheNextOneLives() throws IOException {
        Client client = client();
        client.ask("a");
        proxy.cut();
        assertThatThrownBy(() -> client.ask("b")).isInstanceOf(IOException.class);
        assertThat(client().ask("c")).isEqualTo("echo c");
        assertThat(server.asked()).containsExactly("first", "a", "c");
    }

    @Test
    void refusedConnectionsAreWelcomeAgainOnTheSamePort() throws IOException {
        Client before = client();
        before.ask("a");
        proxy.refuse();
        assertThatThrownBy(() -> new Client(proxy.port())).isInstanceOf(ConnectException.class);
        assertThat(before.ask("b")).isEqualTo("echo b");
        proxy.restore();
        assertThat(client().ask("c")).isEqualTo("echo c");
    }

    @Test
    void whatIsStalledArrivesWhenTheLineIsRestored() throws IOException {
        Client client = client();
        client.ask("a");
        proxy.stall();
        client.say("b");
        Client later = client();
        later.say("c");
        assertThat(client.hearsNothingFor(100)).isTrue();
        assertThat(server.asked()).containsExactly("first", "a");
        proxy.restore();
        assertThat(client.hear()).isEqualTo("echo b");
        assertThat(later.hear()).isEqualTo("echo c");
    }

    @Test
    void stalledConnectionCanBeCut() throws IOException {
        Client client = client();
        client.ask("a");
        proxy.stall();
        client.say("b");
        assertThat(client.hearsNothingFor(50)).isTrue();
        proxy.cut();
        assertThatThrownBy(client::hear).isInstanceOf(IOException.class);
        await().until(() -> proxy.connections() == 0);
        assertThat(server.asked()).containsExactly("first", "a");
    }

    @Test
    void delayedRequestsAndAnswersTakeAtLeastTheirTime() throws IOException {
        Client client = client();
        proxy.delay(Duration.ofMillis(50));
        long start = System.nanoTime();
        assertThat(client.ask("a")).isEqualTo("echo a");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void serverHasTheRequestWhoseAnswerIsLost() throws IOException {
        Client client = client();
        client.ask("a");
        proxy.loseNextAnswer();
        assertThatThrownBy(() -> client.ask("b")).isInstanceOf(IOException.class);
        assertThat(server.asked()).containsExactly("first", "a", "b");
        assertThat(proxy.lostAnswers()).isEqualTo(1);
        assertThat(client().ask("c")).isEqualTo("echo c");
        assertThat(proxy.lostAnswers()).isEqualTo(1);
    }

    @Test
    void answerToOneKindOfRequestIsLost() throws IOException {
        Client client = client();
        proxy.loseNextAnswerTo("commit");
        assertThat(client.ask("start 1")).isEqualTo("echo start 1");
        assertThatThrownBy(() -> client.ask("commit 2")).isInstanceOf(IOException.class);
        assertThat(server.asked()).contains("commit 2");
        assertThat(client().ask("commit 2")).isEqualTo("echo commit 2");
    }

    @Test
    void restoringKeepsTheAnswer() throws IOException {
        proxy.loseNextAnswer();
        proxy.restore();
        assertThat(client().ask("a")).isEqualTo("echo a");
        assertThat(proxy.lostAnswers()).isZero();
    }

    @Test
    void serverThatIsAwayEndsTheConnection() throws IOException {
        server.close();
        Client client = client();
        assertThatThrownBy(() -> client.ask("a")).isInstanceOf(IOException.class);
    }

    @Test
    void closedProxyLeavesNoThread() throws IOException {
        client().ask("a");
        proxy.stall();
        client().say("b");
        String name = "tcp-proxy-" + proxy.port();
        assertThat(threads(name)).isNotEmpty();
        proxy.close();
        assertThat(threads(name)).isEmpty();
        assertThatThrownBy(proxy::restore).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }
}
