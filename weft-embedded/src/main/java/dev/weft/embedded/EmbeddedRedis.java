package dev.weft.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A private real Redis server as a child process.
///
/// It listens on the loopback address alone, on a port of its own, and wants a random password, which
/// stands only in a file that nobody else may read. It ends, and its temporary directory goes, with this
/// process at the latest, even if this process is killed. (A Ctrl-C in a terminal reaches it as well: it
/// then ends at once.)
///
/// Safe for many threads. Methods block, for ten seconds at most. What goes wrong with files is an
/// [UncheckedIOException], with the server an [IllegalStateException] that ends with the server's words.
public final class EmbeddedRedis implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String USED = "used_memory:";
    private static final int ATTEMPTS = 10;
    private static final long READY_MILLIS = 10_000;
    private static final long STOP_MILLIS = 2_000;
    private static final int LAST_WORDS = 20;

    /// The other: a process that is just being forked by another thread has our file open for writing.
    private static final List<String> CHANCES =
            List.of("Failed listening on port", "Text file busy");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final EmbeddedRedisSettings settings;
    private final String password = randomPassword();
    private final Path directory;
    private final Path data;
    private final Guardian guardian;
    private int port;
    private @Nullable Process server;
    private boolean closed;

    private EmbeddedRedis(EmbeddedRedisSettings settings) throws IOException {
        this.settings = settings;
        directory = Files.createTempDirectory("weft-redis-").toAbsolutePath();
        data = settings.dataDirectory().orElse(directory.resolve("data")).toAbsolutePath();
        guardian = Guardian.of(directory);
    }

    /// Starts a server that keeps nothing.
    public static EmbeddedRedis start() {
        return start(EmbeddedRedisSettings.standard());
    }

    /// Starts a server and returns when it answers; takes about 100 ms.
    ///
    /// @throws UnsupportedOperationException if there is no server for this platform
    public static EmbeddedRedis start(EmbeddedRedisSettings settings) {
        try {
            EmbeddedRedis redis = new EmbeddedRedis(settings);
            try {
                redis.startFirst();
                return redis;
            } catch (IOException | RuntimeException e) {
                redis.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `redis://127.0.0.1:port`; the password is never part of it.
    public URI uri() {
        return URI.create("redis://" + HOST + ":" + port());
    }

    public String host() {
        return HOST;
    }

    /// Stays the same when the server is started again.
    public synchronized int port() {
        return port;
    }

    /// Stays the same when the server is started again.
    public String password() {
        return password;
    }

    /// The Unix socket, if the settings ask for one.
    public Optional<Path> unixSocket() {
        return settings.unixSocket() ? Optional.of(directory.resolve("socket")) : Optional.empty();
    }

    /// Of the server that was started last; it may have ended since.
    public synchronized long pid() {
        return current().pid();
    }

    /// Whether the server's process lives.
    public synchronized boolean isAlive() {
        return server != null && server.isAlive();
    }

    /// Asks the server something, for tests and figures.
    ///
    /// @param words of a command, as `INFO memory`
    /// @return the parts of its answer
    public List<String> ask(String... words) {
        try (Conversation conversation = new Conversation(port(), password)) {
            return conversation.ask(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Memory that the server uses now.
    public long usedBytes() {
        return ask("INFO", "memory").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(USED))
                .mapToLong(line -> Long.parseLong(line.substring(USED.length())))
                .findFirst()
                .orElseThrow();
    }

    /// Ends the server as a crash would (SIGKILL) and returns when it is gone; nothing if it is.
    public synchronized void kill() {
        endServer(Process::destroyForcibly);
    }

    /// Ends the server in an orderly way, all it has to keep written; nothing if it is gone.
    public synchronized void stop() {
        endServer(Process::destroy);
    }

    /// Starts the server again, on its port and with what it kept, after stopping it if it lives; to
    /// crash it instead, [#kill] it before.
    public synchronized void restart() {
        stop();
        startAgain();
    }

    /// Remembers this moment, for a [#restartFrom] of a server that lost what came later. Only a server
    /// with [Persistence] can do that.
    public synchronized AppendMark mark() {
        try {
            return AppendMark.of(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Crashes the server and starts it as if the disk had kept nothing that came after the mark.
    public synchronized void restartFrom(AppendMark mark) {
        kill();
        try {
            mark.cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startAgain();
    }

    /// Ends the server and removes its temporary directory; a directory that the settings name stays.
    /// Nothing if it was closed.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                if (settings.dataDirectory().isPresent()) {
                    stop();
                } else {
                    kill(); // nobody will miss its last words; an orderly end takes it 100 ms
                }
            } finally {
                guardian.close();
            }
        }
    }

    private void startAgain() {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (launched()) {
                    return;
                }
                sleepMillis(100);
            }
            throw failed("its port " + port + " is taken");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void startFirst() throws IOException {
        Platform.ofThisMachine().extractServer(directory.resolve("redis-server"));
        Files.createDirectories(data);
        for (int i = 0; i < ATTEMPTS; i++) {
            port = FreePort.find(RANDOM);
            if (launched()) {
                return;
            }
        }
        throw failed("each of " + ATTEMPTS + " free ports was taken by another");
    }

    /// @return false if chance was against it: the port is taken
    private boolean launched() throws IOException {
        if (closed) {
            throw new IllegalStateException("server must be open to be started, was closed");
        }
        ConfigFile.write(directory.resolve("redis.conf"), settings, port, password, data);
        Files.deleteIfExists(directory.resolve("log"));
        Process launched = guardian.launchServer();
        server = launched;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
        while (System.nanoTime() < end) {
            if (!launched.isAlive()) {
                forgetPid();
                return endedByChance();
            }
            if (Ping.isAnswered(port, password)) {
                return true;
            }
            sleepMillis(2);
        }
        kill();
        throw failed("it did not answer for " + READY_MILLIS + " ms");
    }

    /// @return false, always
    /// @throws IllegalStateException if it ended for another reason
    private boolean endedByChance() throws IOException {
        String said = String.join("\n", lastWords());
        if (CHANCES.stream().noneMatch(said::contains)) {
            throw failed("it ended");
        }
        return false;
    }

    private void endServer(Consumer<Process> signal) {
        Process ending = server;
        if (ending == null) {
            return;
        }
        try {
            signal.accept(ending);
            if (!ending.waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                ending.destroyForcibly().waitFor(READY_MILLIS, TimeUnit.MILLISECONDS);
            }
            forgetPid();
        } catch (InterruptedException e) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// So that the guardian does not end another process that got the number later.
    private void forgetPid() {
        try {
            Files.deleteIfExists(directory.resolve("pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process current() {
        if (server == null) {
            throw new IllegalStateException("server must have been started");
        }
        return server;
    }

    private IllegalStateException failed(String why) throws IOException {
        return new IllegalStateException(
                "redis-server must start, but "
                        + why
                        + "; it said: "
                        + String.join("\n", lastWords()));
    }

    private List<String> lastWords() throws IOException {
        Path log = directory.resolve("log");
        List<String> said = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return said.subList(Math.max(0, said.size() - LAST_WORDS), said.size());
    }

    private static String randomPassword() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void sleepMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for redis-server", e);
        }
    }
}
