package dev.weft.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// One question to the server and its answer, in version 2 of its protocol.
final class Conversation implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    Conversation(int port, String password) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        ask("AUTH", password);
    }

    /// @return the parts of the answer, as text
    /// @throws IOException if the server answers with an error
    List<String> ask(String... words) throws IOException {
        StringBuilder question = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            int length = word.getBytes(UTF_8).length;
            question.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        socket.getOutputStream().write(question.toString().getBytes(UTF_8));
        List<String> parts = new ArrayList<>();
        read(parts);
        return parts;
    }

    private void read(List<String> parts) throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '-' -> throw new IOException("redis-server answered: " + rest);
            case '$' -> bulk(Integer.parseInt(rest), parts);
            case '*' -> {
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    read(parts);
                }
            }
            default -> parts.add(rest);
        }
    }

    private void bulk(int length, List<String> parts) throws IOException {
        if (length < 0) {
            parts.add("");
            return;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("redis-server ended in the middle of an answer");
        }
        line();
        parts.add(new String(bytes, UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("redis-server ended in the middle of an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
