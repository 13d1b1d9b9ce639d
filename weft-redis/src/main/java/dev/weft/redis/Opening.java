package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// The first contact with a store: finds a node that answers, and checks all of its primaries.
final class Opening {
    private static final long PAUSE_MILLIS = 50;

    private final Clients clients;
    private final long endNanos = System.nanoTime() + Clients.PATIENCE.toNanos();

    private Opening(Clients clients) {
        this.clients = clients;
    }

    /// @return for how many seconds the node has been up that was started last
    /// @throws StoreRefusedException if runs cannot be kept in that store
    /// @throws StoreUnavailableException if there was no answer for two seconds
    static long uptimeSeconds(Clients clients) {
        return new Opening(clients).uptimeSeconds();
    }

    private long uptimeSeconds() {
        while (true) {
            try {
                return checkAll();
            } catch (JedisException e) {
                if (!mayHelp(e) || System.nanoTime() - endNanos >= 0 || !pause()) {
                    throw translated(e);
                }
            }
        }
    }

    private static boolean mayHelp(JedisException e) {
        return !(e instanceof JedisDataException error) || Errors.isPassing(error);
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private RuntimeException translated(JedisException e) {
        String where = clients.address().where();
        if (e instanceof JedisDataException error) {
            return Errors.refused(where, error);
        }
        if (isAboutTls(e)) {
            return new StoreRefusedException(
                    "store at %s must have a certificate that is trusted here for its name: %s"
                            .formatted(where, Errors.reason(e)),
                    e);
        }
        return new StoreUnavailableException(
                "no answer from the store at %s: %s".formatted(where, Errors.reason(e)), e);
    }

    private static boolean isAboutTls(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private long checkAll() {
        RedisAddress address = clients.address();
        if (!address.cluster()) {
            return check(address.nodes().getFirst());
        }
        long least = Long.MAX_VALUE;
        for (HostAndPort primary : primaries(address.nodes())) {
            least = Math.min(least, check(primary));
        }
        return least;
    }

    private long check(HostAndPort node) {
        try (Connection connection = clients.connect(node)) {
            return ConnectCheck.uptimeSeconds(connection, clients.address().cluster());
        }
    }

    /// The primaries as one of the nodes knows them.
    private List<HostAndPort> primaries(List<HostAndPort> nodes) {
        JedisException last = null;
        for (HostAndPort node : nodes) {
            try (Connection connection = clients.connect(node)) {
                connection.sendCommand(Command.CLUSTER, "NODES");
                return primaries(node, new String(connection.getBinaryBulkReply(), UTF_8));
            } catch (JedisException e) {
                last = e;
            }
        }
        throw last == null ? new JedisException("no node is named") : last;
    }

    /// Lines are `id host:port@bus,name flags …`.
    private static List<HostAndPort> primaries(HostAndPort asked, String lines) {
        List<HostAndPort> primaries = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            String[] words = line.split(" ", -1);
            String place = words[1].substring(0, words[1].indexOf('@'));
            String host = place.substring(0, place.lastIndexOf(':'));
            int port = Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
            if (words[2].contains("master") && !words[2].contains("fail")) {
                primaries.add(new HostAndPort(host.isEmpty() ? asked.getHost() : host, port));
            }
        }
        return primaries;
    }

    /// What the nodes say of their memory, for an error's message.
    static String memory(Clients clients) {
        try (Connection connection = clients.connect(clients.address().nodes().getFirst())) {
            return ConnectCheck.memory(connection);
        } catch (JedisException e) {
            return "used memory unknown";
        }
    }
}
