package dev.weft.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Answers each line with `echo` and the line, and remembers what it was asked.
final class EchoServer implements Closeable {
    private final ServerSocket listening =
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final Thread acceptor;

    EchoServer() throws IOException {
        acceptor = Thread.ofPlatform().daemon().name("echo-accept").start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    List<String> asked() {
        return asked;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                sockets.add(socket);
                Thread.ofPlatform().daemon().name("echo").start(() -> answer(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                asked.add(line);
                socket.getOutputStream().write(("echo " + line + "\n").getBytes(UTF_8));
            }
        } catch (IOException e) {
            // the line was cut
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        try {
            acceptor.join(5_000); // it goes on listening until it is out of its call
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
