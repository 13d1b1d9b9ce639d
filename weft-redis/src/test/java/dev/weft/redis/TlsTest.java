package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.model.RunStatus;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import dev.weft.testkit.DagShapes;
import dev.weft.testkit.RunDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real server with TLS.
final class TlsTest {
    @TempDir Path directory;

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static EmbeddedRedis server(TestCertificate certificate, int port) {
        return EmbeddedRedis.start(
                EmbeddedRedisSettings.standard()
                        .withConfigLines(
                                "tls-port " + port,
                                "tls-auth-clients no",
                                "tls-cert-file " + certificate.certificate(),
                                "tls-key-file " + certificate.key()));
    }

    private static StoreAddress address(EmbeddedRedis server, int port) {
        return StoreAddress.of(URI.create("rediss://127.0.0.1:" + port))
                .withPassword(server::password);
    }

    @Test
    void runIsKeptOverTlsWithACertificateThatIsTrusted() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "ip:127.0.0.1");
        int port = freePort();
        try (EmbeddedRedis server = server(certificate, port);
                Stores stores =
                        new RedisStoreProvider()
                                .open(address(server, port).withTrust(certificate.certificate()))) {
            RunDriver run = RunSample.of(stores.runs(), DagShapes.chain(3));
            CountDownLatch ended = new CountDownLatch(1);
            try (var _ = stores.runs().watchEnds((_, _) -> ended.countDown())) {
                RunSample.finish(run, run.submitted());
                assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(stores.runs().await(run.key(), Duration.ofSeconds(10)))
                    .hasValueSatisfying(r -> assertThat(r.status()).isEqualTo(RunStatus.DONE));
            stores.graphs().putGraph("g", new byte[100_000], Duration.ofMinutes(1));
            assertThat(stores.graphs().fetchGraph("g")).hasValue(new byte[100_000]);
        }
    }

    @Test
    void certificateThatNobodyTrustsOrOfAnotherNameIsRefused() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "dns:elsewhere.example");
        int port = freePort();
        try (EmbeddedRedis server = server(certificate, port)) {
            StoreAddress address = address(server, port);
            for (StoreAddress wrong :
                    List.of(address, address.withTrust(certificate.certificate()))) {
                assertThatThrownBy(() -> RedisRunStore.open(wrong))
                        .isInstanceOf(StoreRefusedException.class)
                        .hasMessageContaining("certificate that is trusted here for its name");
            }
        }
    }

    @Test
    void trustFileWithoutCertificatesIsRefusedByName() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        StoreAddress address = StoreAddress.of(URI.create("rediss://127.0.0.1:1"));
        for (Path file : List.of(empty, directory.resolve("missing.pem"))) {
            assertThatThrownBy(() -> RedisRunStore.open(address.withTrust(file)))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void serverWithoutTlsIsNotSpokenToInTheClear() {
        URI plain = TestServer.address().uri();
        StoreAddress address =
                StoreAddress.of(URI.create("rediss://" + plain.getAuthority()))
                        .withPassword(TestServer.address().password().orElseThrow());
        assertThatThrownBy(() -> RedisRunStore.open(address))
                .isInstanceOfAny(StoreRefusedException.class, StoreUnavailableException.class);
    }
}
