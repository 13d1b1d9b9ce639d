package dev.weft.redis;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.spi.StoreAddress;
import java.time.Duration;
import org.awaitility.Awaitility;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/// One real server for all tests of this JVM that need nothing special of it; it ends with the JVM.
final class TestServer {
    private static final EmbeddedRedis SERVER = EmbeddedRedis.start();
    private static final RedisClient CLIENT = client(SERVER);

    private TestServer() {}

    static StoreAddress address() {
        return addressOf(SERVER);
    }

    static StoreAddress addressOf(EmbeddedRedis server) {
        return StoreAddress.of(server.uri()).withPassword(server::password);
    }

    /// Looks at keys past the store.
    static RedisClient client() {
        return CLIENT;
    }

    static RedisClient client(EmbeddedRedis server) {
        return RedisClient.builder()
                .hostAndPort(server.host(), server.port())
                .clientConfig(
                        DefaultJedisClientConfig.builder().password(server.password()).build())
                .build();
    }

    /// Removes everything: the server is nobody else's.
    static StoreAddress emptied() {
        CLIENT.flushAll();
        return address();
    }

    /// The server itself.
    static EmbeddedRedis server() {
        return SERVER;
    }

    static void untilLoading(EmbeddedRedis server) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> String.join("\n", server.ask("INFO")).contains("loading:1"));
    }
}
