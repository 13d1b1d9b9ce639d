package dev.weft.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Says inline commands to a server and reads answers of one line, or of one string.
final class Connection implements Closeable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    private Connection(SocketChannel channel) {
        this.channel = channel;
        answers =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
    }

    static Connection to(EmbeddedRedis redis) throws IOException {
        return new Connection(
                SocketChannel.open(new InetSocketAddress(redis.host(), redis.port())));
    }

    static Connection to(Path unixSocket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(unixSocket));
        return new Connection(channel);
    }

    /// A fresh connection that says the password first.
    static String ask(EmbeddedRedis redis, String command) throws IOException {
        try (Connection connection = to(redis)) {
            connection.say("AUTH " + redis.password());
            return connection.say(command);
        }
    }

    String say(String command) throws IOException {
        ByteBuffer bytes = UTF_8.encode(command + "\r\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server hung up");
        }
        if (!line.startsWith("$") || line.equals("$-1")) {
            return line;
        }
        char[] text = new char[Integer.parseInt(line.substring(1)) + 2];
        int read = 0;
        while (read < text.length) {
            read += answers.read(text, read, text.length - read);
        }
        return new String(text, 0, text.length - 2);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
