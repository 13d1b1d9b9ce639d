package dev.weft.testkit;

import static dev.weft.model.Checks.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Stands between clients and a server on this machine, and is the network that fails: it cuts
/// connections, refuses them, stalls, delays, and loses the answer to a request that was passed on.
///
/// It knows nothing of what is said. A request is what a client sends at a time, and its answer what the
/// server sends next on that connection: that fits clients that wait for an answer before they go on.
///
/// Safe for many threads. Its threads end with [#close].
public final class TcpProxy implements AutoCloseable {
    /// Below the ports that systems give to outgoing connections, so that none of those sits on ours while
    /// we refuse.
    private static final int FIRST_PORT = 10_000;

    private static final int PORTS = 10_000;
    private static final int ATTEMPTS = 100;
    private static final long END_MILLIS = 5_000;

    private final int target;
    private final int port;
    private final ProxyWeather weather = new ProxyWeather();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private ServerSocket listening;
    private Thread acceptor;
    private boolean closed;

    private TcpProxy(int target) {
        this.target = target;
        listening = listenAnywhere();
        port = listening.getLocalPort();
        acceptor = accept(listening);
    }

    /// Begins to pass connections on to a port of this machine.
    public static TcpProxy to(int target) {
        return new TcpProxy(target);
    }

    /// Where clients connect to, on the loopback address. Stays the same.
    public int port() {
        return port;
    }

    /// Number of connections that are open.
    public int connections() {
        return connections.size();
    }

    /// Cuts all connections that are open, at once and in both directions; new ones are welcome.
    public void cut() {
        connections.forEach(ProxiedConnection::cut);
    }

    /// Refuses new connections until [#restore]; those that are open go on.
    public synchronized void refuse() {
        stopListening();
    }

    /// Goes on accepting what is sent, new connections too, and passes nothing on until [#restore].
    public void stall() {
        weather.stall();
    }

    /// Passes everything on later, in both directions.
    ///
    /// @param by how long at least what is sent stays on the way
    public void delay(Duration by) {
        require(!by.isNegative(), "by must be >= 0, was %s", by);
        weather.delay(by);
    }

    /// Loses the answer to the next request: the server gets the request, and when it answers the
    /// connection is cut instead.
    public void loseNextAnswer() {
        weather.loseNextAnswerTo("");
    }

    /// The same for the next request that contains a text, say the name of a command.
    public void loseNextAnswerTo(String text) {
        weather.loseNextAnswerTo(text);
    }

    /// How many answers were lost so far.
    public int lostAnswers() {
        return weather.lostAnswers();
    }

    /// Ends whatever is wrong: listens, passes on without delay what has been stalled, loses no answer.
    public synchronized void restore() {
        require(!closed, "proxy must be open, was closed: %s", closed);
        weather.clear();
        if (listening.isClosed()) {
            listening = listen(port);
            acceptor = accept(listening);
        }
    }

    /// Cuts all connections and ends all threads. Nothing if it was closed.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            stopListening();
        }
        weather.clear();
        for (ProxiedConnection connection : connections) {
            connection.cut();
            connection.threads().forEach(TcpProxy::join);
        }
    }

    private void stopListening() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        join(acceptor); // which goes on listening until it is out of its call
    }

    private static void join(Thread thread) {
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocket listenAnywhere() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return listen(FIRST_PORT + random.nextInt(PORTS));
            } catch (UncheckedIOException e) {
                // somebody has it
            }
        }
        throw new IllegalStateException(
                "a port from %d on must be free, but none was in %d tries"
                        .formatted(FIRST_PORT, ATTEMPTS));
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            try {
                // What is left of connections that we have cut does not count.
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " must be free to listen on", e);
        }
    }

    private Thread accept(ServerSocket socket) {
        return Thread.ofPlatform()
                .daemon()
                .name("tcp-proxy-" + port + "-accept")
                .start(() -> acceptFrom(socket));
    }

    private void acceptFrom(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                connect(socket.accept());
            } catch (IOException e) {
                // refused from now on, or this client is gone already
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.close(); // the server refuses, and so do we, if a little late
            return;
        }
        ProxiedConnection connection =
                new ProxiedConnection(client, server, weather, connections::remove);
        connections.add(connection);
        connection.start("tcp-proxy-" + port);
    }
}
