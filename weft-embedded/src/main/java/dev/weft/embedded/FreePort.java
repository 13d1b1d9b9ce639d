package dev.weft.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/// Looks for a port that nobody listens on. Somebody may take it a moment later.
final class FreePort {
    /// Below the ports that systems give to outgoing connections, so that none of those sits on the
    /// port of a server that is about to be started again.
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;

    /// A server in cluster mode listens there too.
    private static final int BUS_OFFSET = 10_000;

    private static final int ATTEMPTS = 100;

    private FreePort() {}

    static int find(SecureRandom random) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = FIRST + random.nextInt(COUNT);
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "a port from "
                        + FIRST
                        + " on must be free, but none was in "
                        + ATTEMPTS
                        + " tries");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
