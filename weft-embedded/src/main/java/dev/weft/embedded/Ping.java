package dev.weft.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;

/// Asks the server whether it is up.
final class Ping {
    private static final int TIMEOUT_MILLIS = 100;

    private Ping() {}

    /// Whether a server with this password answers there, its data loaded.
    static boolean isAnswered(int port, String password) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(("AUTH " + password + "\r\nPING\r\n").getBytes(US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            return Objects.equals(answers.readLine(), "+OK")
                    && Objects.equals(answers.readLine(), "+PONG");
        } catch (IOException e) {
            return false;
        }
    }
}
