package dev.weft.embedded;

import static dev.weft.embedded.Connection.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedRedisTest {
    private static final EmbeddedRedisSettings STANDARD = EmbeddedRedisSettings.standard();

    @Test
    void itAnswersQuestionsAndTellsItsMemory() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(redis.ask("SET", "a", "ä\r\n")).containsExactly("OK");
            assertThat(redis.ask("MGET", "a", "b")).containsExactly("ä\r\n", "");
            long before = redis.usedBytes();
            redis.ask("SET", "large", "x".repeat(1_000_000));
            assertThat(redis.usedBytes() - before).isBetween(1_000_000L, 3_000_000L);
            assertThatThrownBy(() -> redis.ask("NONSENSE")).hasMessageContaining("unknown command");
        }
    }

    @Test
    void answersToWhoKnowsThePassword() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Connection stranger = Connection.to(redis)) {
            assertThat(ask(redis, "SET a 1")).isEqualTo("+OK");
            assertThat(ask(redis, "GET a")).isEqualTo("1");
            assertThat(stranger.say("GET a")).startsWith("-NOAUTH");
            assertThat(redis.uri().toString()).isEqualTo("redis://127.0.0.1:" + redis.port());
        }
    }

    @Test
    void listensOnTheLoopbackAddressAlone() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(ask(redis, "CONFIG GET bind")).isEqualTo("*2");
            try (Connection connection = Connection.to(redis)) {
                connection.say("AUTH " + redis.password());
                connection.say("CONFIG GET bind");
                connection.say("PING");
                assertThat(connection.say("PING")).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void passwordIsInAFileOfTheOwnerAndOnNoCommandLine() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(STANDARD.withUnixSocket())) {
            Path directory = directory(redis);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            Path config = directory.resolve("redis.conf");
            assertThat(config).content().contains(redis.password());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                    .isEqualTo("rw-------");
            assertThat(ProcessHandle.current().descendants())
                    .isNotEmpty()
                    .noneMatch(p -> p.info().commandLine().orElse("").contains(redis.password()));
        }
    }

    @Test
    void unixSocketLeadsToTheSameServer() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(STANDARD.withUnixSocket());
                Connection connection = Connection.to(redis.unixSocket().orElseThrow())) {
            assertThat(connection.say("AUTH " + redis.password())).isEqualTo("+OK");
            assertThat(connection.say("SET a 1")).isEqualTo("+OK");
            assertThat(ask(redis, "GET a")).isEqualTo("1");
        }
    }

    @Test
    void closingEndsTheServerAndRemovesItsDirectory() {
        EmbeddedRedis redis = EmbeddedRedis.start(STANDARD.withUnixSocket());
        Path directory = directory(redis);
        ProcessHandle server = ProcessHandle.of(redis.pid()).orElseThrow();
        redis.close();
        redis.close();
        assertThat(server.isAlive()).isFalse();
        assertThat(redis.isAlive()).isFalse();
        assertThat(directory).doesNotExist();
        assertThat(directory.resolveSibling(directory.getFileName() + ".ended")).doesNotExist();
        assertThatThrownBy(redis::restart)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed");
    }

    @Test
    void killedServerWithoutPersistenceComesBackEmptyOnItsPort() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            int port = redis.port();
            ask(redis, "SET a 1");
            redis.kill();
            assertThat(redis.isAlive()).isFalse();
            assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(IOException.class);
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(ask(redis, "GET a")).isEqualTo("$-1");
        }
    }

    @Test
    void killedServerThatAlwaysAppendsStillHasAllThatItAnsweredTo() throws IOException {
        try (EmbeddedRedis redis =
                EmbeddedRedis.start(STANDARD.withPersistence(Persistence.ALWAYS))) {
            for (int i = 0; i < 100; i++) {
                ask(redis, "SET a " + i);
            }
            redis.kill();
            redis.restart();
            assertThat(ask(redis, "GET a")).isEqualTo("99");
        }
    }

    @Test
    void serverRestartedFromAMarkHasLostWhatCameLater() throws IOException {
        try (EmbeddedRedis redis =
                EmbeddedRedis.start(STANDARD.withPersistence(Persistence.ALWAYS))) {
            ask(redis, "SET a 1");
            AppendMark mark = redis.mark();
            ask(redis, "SET a 2");
            redis.restartFrom(mark);
            assertThat(ask(redis, "GET a")).isEqualTo("1");
            ask(redis, "SET a 3");
            redis.kill();
            redis.restart();
            assertThat(ask(redis, "GET a")).isEqualTo("3");
        }
    }

    @Test
    void serverWithoutPersistenceHasNoMark() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThatThrownBy(redis::mark)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was NONE");
        }
    }

    @Test
    void ownDataDirectoryOutlivesTheServer(@TempDir Path temporary) throws IOException {
        Path data = temporary.resolve("with space");
        EmbeddedRedisSettings settings =
                STANDARD.withPersistence(Persistence.EVERY_SECOND).withDataDirectory(data);
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings)) {
            ask(redis, "SET a 1");
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(settings)) {
            assertThat(ask(redis, "GET a")).isEqualTo("1");
        }
    }

    @Test
    void serverAboveItsMemoryRefusesWrites() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(STANDARD.withMaxMemoryBytes(1))) {
            assertThat(ask(redis, "SET a 1")).startsWith("-OOM");
        }
    }

    @Test
    void furtherLinesConfigureTheServer() throws IOException {
        try (EmbeddedRedis redis =
                EmbeddedRedis.start(STANDARD.withConfigLines("cluster-enabled yes"))) {
            assertThat(ask(redis, "CLUSTER MYID")).hasSize(40);
        }
    }

    @Test
    void severalServersRunBesideEachOther() throws IOException {
        List<EmbeddedRedis> servers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                servers.add(EmbeddedRedis.start());
            }
            assertThat(servers.stream().map(EmbeddedRedis::port).distinct()).hasSize(3);
            ask(servers.get(0), "SET a 1");
            assertThat(ask(servers.get(1), "GET a")).isEqualTo("$-1");
        } finally {
            servers.forEach(EmbeddedRedis::close);
        }
    }

    @Test
    void serverThatDoesNotStartIsReportedInItsOwnWords() {
        assertThatThrownBy(() -> EmbeddedRedis.start(STANDARD.withConfigLines("no-such-setting 1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void settingsRefuseWhatCannotBe() {
        assertThatThrownBy(() -> STANDARD.withMaxMemoryBytes(-1))
                .hasMessage("maxMemoryBytes must be >= 0, was -1");
        assertThatThrownBy(() -> STANDARD.withConfigLines("a\nb"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Path directory(EmbeddedRedis redis) {
        return Objects.requireNonNull(redis.unixSocket().orElseThrow().getParent());
    }
}
