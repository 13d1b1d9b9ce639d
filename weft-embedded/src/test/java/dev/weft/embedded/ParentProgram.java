package dev.weft.embedded;

import java.nio.file.Path;

/// Starts a server, says where it is, and waits to be killed.
final class ParentProgram {
    private ParentProgram() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedRedisSettings settings = EmbeddedRedisSettings.standard().withUnixSocket();
        EmbeddedRedis redis = EmbeddedRedis.start(settings);
        Path directory = redis.unixSocket().orElseThrow().getParent();
        System.out.println(redis.pid() + " " + directory);
        Thread.sleep(60_000);
    }
}
