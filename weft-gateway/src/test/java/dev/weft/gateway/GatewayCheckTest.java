package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayCheckTest {
    private static final PoolSettings NOBODY = PoolSettings.elastic(0, 1, Duration.ofMinutes(1));

    private final StoreBridge bridge = new StoreBridge();
    private final Token token = Token.random();

    GatewayCheckTest() throws IOException {}

    @AfterEach
    void close() {
        bridge.close();
    }

    private Gateway gateway(GatewaySettings settings) throws IOException {
        return Gateway.start(
                settings,
                bridge.stores,
                _ -> {
                    throw new IOException("no worker is wanted here");
                });
    }

    private GatewaySettings settings() {
        return GatewaySettings.of(ListenSettings.loopback(token), NOBODY);
    }

    @Test
    void aGatewayTakesWhatHasItsTokenAndItsArchive() throws Exception {
        try (Gateway gateway = gateway(settings().withArchive("abc"))) {
            URI uri = gateway.uri();
            GatewayCheck.check(uri, Optional.of(token), Optional.of("abc"));
            GatewayCheck.check(uri, Optional.of(token), Optional.empty());

            assertThatThrownBy(
                            () -> GatewayCheck.check(uri, Optional.of(token), Optional.of("other")))
                    .isInstanceOf(GatewayRefusedException.class)
                    .hasMessageContaining("other, have abc");
            for (Optional<Token> shown :
                    List.of(Optional.<Token>empty(), Optional.of(Token.random()))) {
                assertThatThrownBy(() -> GatewayCheck.check(uri, shown, Optional.of("abc")))
                        .isInstanceOf(GatewayRefusedException.class)
                        .hasMessageContaining("must be shown its token");
            }
        }
    }

    @Test
    void aGatewayThatDoesNotKnowItsArchiveLeavesTheRefusalToItsWorkers() throws Exception {
        try (Gateway gateway = gateway(settings())) {
            assertThatCode(() ->
                            GatewayCheck.check(
                                    gateway.uri(), Optional.of(token), Optional.of("any")))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aRunOfAnotherArchiveIsRefusedByAGatewayThatKnowsItsOwn() throws Exception {
        try (Gateway gateway = gateway(settings().withArchive("newer-archive"))) {
            FanRun run = FanRun.of("mismatch", 3, "");

            assertThatThrownBy(() -> gateway.invoker().invoke(run.roots(bridge.submit(run))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("this worker has newer-archi");
        }
    }

    @Test
    void whatGivesNoAnswerIsUnavailable() {
        assertThatThrownBy(() ->
                        GatewayCheck.check(
                                URI.create("http://127.0.0.1:1"),
                                Optional.of(token),
                                Optional.empty()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no answer from the gateway at http://127.0.0.1:1");
    }
}
