package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.StoreProvider;
import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ServiceLoader;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/// What is refused when a store is opened, and in which words.
final class ConnectTest {
    private static final String SECRET = "a-secret-that-nobody-sees";

    private static EmbeddedRedis serverWith(String... lines) {
        return EmbeddedRedis.start(EmbeddedRedisSettings.standard().withConfigLines(lines));
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(StoreAddress address) {
        return assertThatThrownBy(() -> new RedisStoreProvider().open(address).close())
                .isInstanceOf(StoreRefusedException.class);
    }

    private static StoreAddress at(String scheme, EmbeddedRedis server) {
        return StoreAddress.of(URI.create(scheme + "://127.0.0.1:" + server.port()))
                .withPassword(server::password);
    }

    @Test
    void providerIsFoundByTheSchemesOfRedis() {
        StoreProvider provider = ServiceLoader.load(StoreProvider.class).findFirst().orElseThrow();
        for (String scheme :
                new String[] {"redis", "rediss", "redis-cluster", "rediss-cluster", "REDIS"}) {
            assertThat(provider.opens(scheme)).as(scheme).isTrue();
        }
        assertThat(provider.opens("http")).isFalse();
        try (Stores stores = provider.open(TestServer.address())) {
            assertThat(stores.runs().activeRuns()).isNotNull();
        }
    }

    @Test
    void wrongPasswordAndNoPasswordAreRefusedWithoutShowingEither() {
        StoreAddress server = StoreAddress.of(TestServer.address().uri());
        assertRefused(server.withPassword(() -> SECRET))
                .hasMessageContaining("user and password")
                .hasMessageNotContaining(SECRET);
        assertRefused(server).hasMessageContaining("must be given a password");
    }

    @Test
    void userWithTheRightsThatAreNeededIsWelcomeAndAnotherIsNot() {
        EmbeddedRedis server = TestServer.server();
        String known = ">" + SECRET;
        server.ask("ACL", "SETUSER", "weft", "on", known, "~weft:*", "&weft:*", "+@all", "-@admin");
        server.ask("ACL", "SETUSER", "reader", "on", known, "~*", "+info", "+get");
        URI uri = TestServer.address().uri();
        StoreAddress weft =
                StoreAddress.of(URI.create("redis://weft@" + uri.getAuthority()))
                        .withPassword(() -> SECRET);
        try (RedisRunStore store = RedisRunStore.open(weft)) {
            RunSample.of(store, DagShapes.single()).submitted();
        }
        assertRefused(weft.withPassword(() -> "wrong")).hasMessageContaining("user and password");
        assertRefused(
                        StoreAddress.of(URI.create("redis://reader@" + uri.getAuthority()))
                                .withPassword(() -> SECRET))
                .hasMessageContaining("weft:*")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void passwordInTheAddressIsRefusedWithoutShowingIt() {
        assertRefused(StoreAddress.of(URI.create("redis://me:" + SECRET + "@localhost:1")))
                .hasMessageContaining("must not have a password")
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining("me:");
    }

    @Test
    void addressThatIsNoneIsRefusedByItsRule() {
        assertRefused(StoreAddress.of(URI.create("redis:///0"))).hasMessageContaining("host");
        assertRefused(StoreAddress.of(URI.create("redis://localhost:1/0")))
                .hasMessageContaining("end after host and port");
        assertRefused(StoreAddress.of(URI.create("redis://a:1,b:2")))
                .hasMessageContaining("redis-cluster://");
        assertRefused(StoreAddress.of(URI.create("redis-cluster://a:1,b:x")))
                .hasMessageContaining("number for a port");
    }

    @Test
    void storeThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        long start = System.nanoTime();
        assertThatThrownBy(() ->
                        RedisRunStore.open(
                                StoreAddress.of(URI.create("redis://127.0.0.1:" + port))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("refused");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void serverThatSaysNothingIsGivenUp() {
        try (TcpProxy proxy = TcpProxy.to(TestServer.address().uri().getPort())) {
            proxy.stall();
            StoreAddress address = through(proxy);
            assertThatThrownBy(() -> RedisRunStore.open(address))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:" + proxy.port());
        }
    }

    private static StoreAddress through(TcpProxy proxy) {
        return StoreAddress.of(URI.create("redis://127.0.0.1:" + proxy.port()))
                .withPassword(TestServer.address().password().orElseThrow());
    }

    @Test
    void serverThatIsTooOldIsRefused() throws IOException {
        try (EditingProxy proxy =
                EditingProxy.to(
                        TestServer.address().uri().getPort(),
                        "redis_version:7.0",
                        "redis_version:6.2")) {
            StoreAddress address =
                    StoreAddress.of(URI.create("redis://127.0.0.1:" + proxy.port()))
                            .withPassword(TestServer.address().password().orElseThrow());
            assertRefused(address)
                    .hasMessageContaining("Redis 7.0 or newer")
                    .hasMessageContaining("was 6.2");
        }
    }

    @Test
    void serverThatRemovesKeysByItselfIsRefused() {
        try (EmbeddedRedis server = evicting()) {
            checkThatEvictionIsRefused(TestServer.addressOf(server));
        }
        try (EmbeddedRedis server = serverWith("maxmemory 0", "maxmemory-policy allkeys-lru")) {
            RedisRunStore.open(TestServer.addressOf(server)).close(); // without a limit none does
        }
    }

    /// A server that removes keys when it is full.
    static EmbeddedRedis evicting() {
        return serverWith("maxmemory 100mb", "maxmemory-policy volatile-lru");
    }

    /// @param evicting address of such a server
    static void checkThatEvictionIsRefused(StoreAddress evicting) {
        assertRefused(evicting)
                .hasMessageContaining("volatile-lru")
                .hasMessageContaining("noeviction");
    }

    @Test
    void serverThatIsLoadingIsRefusedInThoseWords() {
        EmbeddedRedisSettings settings =
                EmbeddedRedisSettings.standard()
                        .withConfigLines(
                                "enable-debug-command yes",
                                "loading-process-events-interval-bytes 1024");
        try (EmbeddedRedis server = EmbeddedRedis.start(settings)) {
            for (int i = 0; i < 5_000; i++) {
                server.ask("SET", "key-" + i, "value");
            }
            server.ask("CONFIG", "SET", "key-load-delay", "1000");
            Thread reload = Thread.ofPlatform().name("reload").start(() -> reload(server));
            TestServer.untilLoading(server);
            assertRefused(TestServer.addressOf(server)).hasMessageContaining("loading");
            server.kill();
            join(reload);
        }
    }

    private static void reload(EmbeddedRedis server) {
        try {
            server.ask("DEBUG", "RELOAD");
        } catch (UncheckedIOException e) {
            // the server was killed meanwhile
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void replicaIsRefusedAndNamesItsPrimary() {
        try (EmbeddedRedis server = serverWith("replicaof 127.0.0.1 7")) {
            assertRefused(TestServer.addressOf(server))
                    .hasMessageContaining("replica of 127.0.0.1:7");
        }
    }

    @Test
    void nodeOfAClusterAndASingleServerAreToldApart() {
        try (EmbeddedRedis node = serverWith("cluster-enabled yes")) {
            assertRefused(TestServer.addressOf(node)).hasMessageContaining("redis-cluster://");
        }
        StoreAddress single =
                StoreAddress.of(
                                URI.create(
                                        "redis-cluster://"
                                                + TestServer.address().uri().getAuthority()))
                        .withPassword(TestServer.address().password().orElseThrow());
        assertRefused(single).hasMessageContaining("redis://");
    }

    @Test
    void keyOfAnotherProgramInThePlaceOfOursIsRefused() {
        try (EmbeddedRedis server = EmbeddedRedis.start()) {
            server.ask("SET", "weft:active:{3}", "another program's");
            assertRefused(TestServer.addressOf(server)).hasMessageContaining("another program");
            server.ask("DEL", "weft:active:{3}");
            server.ask("RPUSH", "weft:{taken}", "another program's");
            try (RedisRunStore store = RedisRunStore.open(at("redis", server))) {
                var run = RunSample.named(store, DagShapes.single(), "taken");
                assertThatThrownBy(run::submit)
                        .isInstanceOf(StoreRefusedException.class)
                        .hasMessageContaining("weft:{taken}");
                assertThat(server.ask("LLEN", "weft:{taken}")).containsExactly("1");
            }
        }
    }

    @Test
    void nothingThatIsShownHasThePassword() {
        StoreAddress address = TestServer.address();
        String password = address.password().orElseThrow().get();
        try (RedisRunStore store = RedisRunStore.open(address)) {
            assertThat(store.toString()).doesNotContain(password);
        }
        assertThat(address.toString()).doesNotContain(password);
    }
}
