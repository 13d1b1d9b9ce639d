package dev.weft.redis;

import dev.weft.spi.StoreRefusedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;

/// What an address says: `scheme://[user@]host[:port][,host[:port]…]`.
///
/// @param cluster whether the nodes belong to a Redis Cluster; else there is one
record RedisAddress(boolean cluster, boolean tls, Optional<String> user, List<HostAndPort> nodes) {
    private static final int DEFAULT_PORT = 6379;

    static boolean knows(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "redis", "rediss", "redis-cluster", "rediss-cluster" -> true;
            default -> false;
        };
    }

    /// @throws StoreRefusedException if it is not such an address, or has a password in it; the
    ///     message does not show it then
    static RedisAddress parse(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String authority = uri.getRawAuthority();
        if (!knows(scheme) || authority == null) {
            throw refused(
                    "must begin with redis://, rediss://, redis-cluster:// or rediss-cluster://"
                            + " and name a host");
        }
        int at = authority.lastIndexOf('@');
        String user = at < 0 ? "" : authority.substring(0, at);
        if (user.contains(":")) {
            throw refused(
                    "must not have a password in it, since addresses are shown: give the user"
                            + " alone, and the password by a file or a variable");
        }
        if (uri.getRawQuery() != null || !isEmptyPath(uri.getRawPath())) {
            throw refused("must end after host and port");
        }
        boolean cluster = scheme.endsWith("-cluster");
        List<HostAndPort> nodes = nodes(authority.substring(at + 1));
        if (!cluster && nodes.size() > 1) {
            throw refused("must name one host, or begin with redis-cluster://");
        }
        return new RedisAddress(
                cluster,
                scheme.startsWith("rediss"),
                user.isEmpty() ? Optional.empty() : Optional.of(user),
                nodes);
    }

    private static boolean isEmptyPath(String path) {
        return path == null || path.isEmpty() || path.equals("/");
    }

    private static List<HostAndPort> nodes(String hosts) {
        List<HostAndPort> nodes = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            nodes.add(node(host));
        }
        return List.copyOf(nodes);
    }

    private static HostAndPort node(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon >= 0 && !host.endsWith("]");
        String name = hasPort ? host.substring(0, colon) : host;
        if (name.isEmpty()) {
            throw refused("must name a host");
        }
        try {
            int port = hasPort ? Integer.parseInt(host.substring(colon + 1)) : DEFAULT_PORT;
            return new HostAndPort(withoutBrackets(name), port);
        } catch (NumberFormatException e) {
            throw refused("must have a number for a port, was '" + host + "'");
        }
    }

    private static String withoutBrackets(String name) {
        return name.startsWith("[") && name.endsWith("]")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    private static StoreRefusedException refused(String rule) {
        return new StoreRefusedException("store address " + rule, null);
    }

    /// `host:port`, all of them.
    String where() {
        return String.join(",", nodes.stream().map(HostAndPort::toString).toList());
    }
}
