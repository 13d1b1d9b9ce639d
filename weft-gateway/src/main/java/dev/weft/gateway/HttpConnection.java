package dev.weft.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// One connection to an HTTP/1.1 server, used for one exchange at a time.
final class HttpConnection {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    private final Socket socket;
    private final String host;
    private final Optional<Token> token;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[4 * 1024];
    private int at;
    private int filled;
    private long end;
    private volatile boolean answering;

    private HttpConnection(Socket socket, String host, Optional<Token> token) throws IOException {
        this.socket = socket;
        this.host = host;
        this.token = token;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /// @param token that is shown with every request
    /// @param end as of [System#nanoTime]
    static HttpConnection open(String host, int port, Optional<Token> token, long end)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.connect(new InetSocketAddress(host, port), millisUntil(end));
            return new HttpConnection(socket, host + ":" + port, token);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Sends a request and reads the answer.
    HttpAnswer exchange(String method, String target, byte[] body, long end) throws IOException {
        this.end = end;
        answering = false;
        out.write(request(method, target, body));
        return readAnswer();
    }

    /// In one piece, so that it is one packet if it is small.
    private byte[] request(String method, String target, byte[] body) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\n");
        token.ifPresent(
                each -> head.append("Authorization: ").append(each.authorization()).append("\r\n"));
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Type: application/octet-stream\r\n");
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    /// Whether a byte of the latest answer has come.
    boolean hasBegunToAnswer() {
        return answering;
    }

    private HttpAnswer readAnswer() throws IOException {
        String[] lines = head().split("\r\n", -1);
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || status[1].length() != 3) {
            throw new IOException("answer must be HTTP, began with '%.40s'".formatted(lines[0]));
        }
        long length = 0;
        boolean last = false;
        for (String line : lines) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = number(lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("answer must have a Content-Length, had '" + line + "'");
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                last = true;
            }
        }
        byte[] body = body(length);
        // More than one answer to one request: nobody knows what the next one belongs to.
        return new HttpAnswer((int) number(status[1]), body, last || at != filled);
    }

    private static long number(String digits) throws IOException {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IOException("answer must have a number, had '%.40s'".formatted(digits), e);
        }
    }

    /// All up to the empty line.
    private String head() throws IOException {
        StringBuilder head = new StringBuilder(128);
        int ending = 0; // how much of \r\n\r\n has come
        while (ending < 4) {
            int next = next();
            ending = next == "\r\n\r\n".charAt(ending) ? ending + 1 : next == '\r' ? 1 : 0;
            head.append((char) next);
            if (head.length() > MAX_HEAD_BYTES) {
                throw new IOException("head of an answer must be < %d".formatted(MAX_HEAD_BYTES));
            }
        }
        head.setLength(head.length() - 4);
        return head.toString();
    }

    private byte[] body(long length) throws IOException {
        if (length < 0 || length > MAX_BODY_BYTES) {
            throw new IOException(
                    "answer must have at most %d bytes, had %d".formatted(MAX_BODY_BYTES, length));
        }
        byte[] body = new byte[(int) length];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) next();
        }
        return body;
    }

    private int next() throws IOException {
        if (at == filled) {
            socket.setSoTimeout(millisUntil(end));
            filled = in.read(buffer);
            at = 0;
            if (filled < 0) {
                filled = 0;
                throw new EOFException("connection was closed before the answer was whole");
            }
            answering = true;
        }
        return buffer[at++] & 0xFF;
    }

    private static int millisUntil(long end) throws SocketTimeoutException {
        long left = (end - System.nanoTime() + 999_999) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // what mattered has been said by what led here
        }
    }
}
