package dev.weft.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TakenPortTest {
    @Test
    void serverIsStartedAgainWhenItsPortIsFreeAgain() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
            redis.kill();
            ServerSocket squatter = squat(redis.port());
            Future<Boolean> closing =
                    later.schedule(
                            () -> {
                                squatter.close();
                                return true;
                            },
                            300,
                            TimeUnit.MILLISECONDS);
            redis.restart();
            assertThat(closing.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Connection.ask(redis, "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void serverWhosePortStaysTakenSaysSo() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            redis.kill();
            try (ServerSocket _ = squat(redis.port())) {
                assertThatThrownBy(redis::restart)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("its port " + redis.port() + " is taken");
            }
        }
    }

    private static ServerSocket squat(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
