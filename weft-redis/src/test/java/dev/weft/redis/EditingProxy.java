package dev.weft.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Passes on what client and server say, but lets the server say something else of the same length.
final class EditingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String said;
    private final String instead;

    private EditingProxy(int target, String said, String instead) throws IOException {
        this.said = said;
        this.instead = instead;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var _ = threads.submit(() -> accept(target));
    }

    static EditingProxy to(int target, String said, String instead) throws IOException {
        return new EditingProxy(target, said, instead);
    }

    int port() {
        return listening.getLocalPort();
    }

    private Void accept(int target) throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            var _ = threads.submit(() -> pass(client, server, false));
            var _ = threads.submit(() -> pass(server, client, true));
        }
    }

    private Void pass(Socket from, Socket to, boolean edits) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String text = new String(buffer, 0, read, ISO_8859_1);
                String passed = edits ? text.replace(said, instead) : text;
                out.write(passed.getBytes(ISO_8859_1));
                out.flush();
            }
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
