package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `weft run --workers --store`: worker processes at a store that is there.
class StoresOfUsersTest {
    private static final String PROCESSES = "dev.weft.cli.ProcessWorkflows";

    @TempDir private Path directory;

    private Answer run(String store, String password, String... workflow) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--workers",
                                "2",
                                "--worker-memory",
                                "64m",
                                "--store",
                                store));
        line.addAll(List.of(workflow));
        return CommandRunner.in(directory)
                .with("WEFT_STORE_PASSWORD", password)
                .run(line.toArray(String[]::new));
    }

    @Test
    void workerProcessesExecuteARunOverAClusterOfThreePrimaries() {
        try (RedisCluster cluster = RedisCluster.start()) {
            Path trace = directory.resolve("trace");

            Answer answer =
                    run(
                            cluster.uri().toString(),
                            cluster.password(),
                            PROCESSES + "#sleepers",
                            trace.toString(),
                            "16",
                            "20");

            assertThat(answer.err()).contains("17 tasks");
            assertThat(answer.out()).isEqualTo("120\n");
            assertThat(answer.exitCode()).isZero();
            assertThat(trace.toFile()).content().hasLineCount(16);
            assertThat(cluster.nodes())
                    .as("values and runs are spread, so is what is left of them")
                    .anySatisfy(node -> assertThat(node.ask("DBSIZE")).isNotEqualTo(List.of("0")));
        }
    }

    @Test
    void aRunWhoseStoreHasNoRoomForAnOutputFailsWithThatAsItsReason() {
        try (EmbeddedRedis server = EmbeddedRedis.start(EmbeddedRedisSettings.standard())) {
            server.ask("CONFIG", "SET", "maxmemory", "8mb");

            Answer answer =
                    run(
                            server.uri().toString(),
                            server.password(),
                            "--lease",
                            "1s",
                            PROCESSES + "#large",
                            "10000000");

            assertThat(answer.err())
                    .contains("ProcessWorkflows.make")
                    .contains("store at 127.0.0.1:" + server.port() + " is out of memory (used ")
                    .contains("of maxmemory 8.00M): give it more, or remove what else is in it");
            assertThat(answer.exitCode()).isEqualTo(ExitCodes.RUN_FAILED);
            assertThat(answer.out()).isEmpty();
        }
    }

    @Test
    void aFullStoreIsNamedWithItsMemoryAndNothingIsExecuted() {
        try (EmbeddedRedis server = EmbeddedRedis.start(EmbeddedRedisSettings.standard())) {
            server.ask("CONFIG", "SET", "maxmemory", "500kb"); // less than it uses
            Path trace = directory.resolve("trace");

            Answer answer =
                    run(
                            server.uri().toString(),
                            server.password(),
                            PROCESSES + "#sleepers",
                            trace.toString(),
                            "1",
                            "0");

            assertThat(answer.err())
                    .contains("store at 127.0.0.1:" + server.port() + " is out of memory (used ")
                    .contains("of maxmemory 500.00K): give it more, or remove what else is in it");
            assertThat(answer.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(answer.out()).isEmpty();
            assertThat(trace).doesNotExist();
        }
    }
}
