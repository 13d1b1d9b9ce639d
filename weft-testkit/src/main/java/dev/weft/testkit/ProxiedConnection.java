package dev.weft.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;

/// One connection through a [TcpProxy]: a thread for each direction.
final class ProxiedConnection {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Socket client;
    private final Socket server;
    private final ProxyWeather weather;
    private final Consumer<ProxiedConnection> onEnd;
    private volatile List<Thread> threads = List.of();
    private int directions = 2;
    private volatile boolean over;

    /// Guards whether the next answer gets lost: taken while a request is passed on.
    private final Object request = new Object();

    private boolean losesAnswer;

    ProxiedConnection(
            Socket client, Socket server, ProxyWeather weather, Consumer<ProxiedConnection> onEnd)
            throws IOException {
        this.client = client;
        this.server = server;
        this.weather = weather;
        this.onEnd = onEnd;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start(String name) {
        threads =
                List.of(
                        thread(name + "-request", () -> pass(client, server, this::passRequest)),
                        thread(name + "-answer", () -> pass(server, client, this::passAnswer)));
        threads.forEach(Thread::start);
    }

    private static Thread thread(String name, Runnable body) {
        return Thread.ofPlatform().daemon().name(name).unstarted(body);
    }

    List<Thread> threads() {
        return threads;
    }

    /// Ends the connection for both as if the line were cut, without a farewell.
    void cut() {
        over = true;
        weather.changed();
        for (Socket socket : List.of(client, server)) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // it is closed then
            }
        }
        onEnd.accept(this);
    }

    private interface Passing {
        void pass(byte[] bytes, int length, OutputStream to) throws IOException;
    }

    private void pass(Socket from, Socket to, Passing passing) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[CHUNK_BYTES];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                weather.pass(() -> over);
                if (over) {
                    throw new IOException("the connection was cut");
                }
                passing.pass(bytes, length, out);
            }
            to.shutdownOutput();
            endIfBothDirectionsHave();
        } catch (IOException e) {
            cut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    private synchronized void endIfBothDirectionsHave() throws IOException {
        directions--;
        if (directions == 0) {
            client.close();
            server.close();
            onEnd.accept(this);
        }
    }

    private void passRequest(byte[] bytes, int length, OutputStream to) throws IOException {
        synchronized (request) {
            losesAnswer |= weather.losesAnswerTo(bytes, length);
            to.write(bytes, 0, length);
        }
    }

    private void passAnswer(byte[] bytes, int length, OutputStream to) throws IOException {
        synchronized (request) {
            if (losesAnswer) {
                weather.answerIsLost();
                throw new IOException("the answer gets lost");
            }
        }
        to.write(bytes, 0, length);
    }
}
