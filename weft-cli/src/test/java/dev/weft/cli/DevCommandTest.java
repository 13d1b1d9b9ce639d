package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.cli.CommandRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class DevCommandTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WAITING = "dev.weft.cli.ProcessWorkflows#waiting";

    @TempDir private Path directory;

    private Answer weft(String... args) {
        return CommandRunner.in(directory).run(args);
    }

    private WeftProcess dev() throws Exception {
        WeftProcess dev =
                WeftProcess.start(
                        directory,
                        Map.of(),
                        false,
                        "dev",
                        "--workers",
                        "1",
                        "--worker-memory",
                        "128m");
        dev.out().await("weft runs");
        return dev;
    }

    @Test
    void ctrlCEndsAllOfItAndRunsGoOnWhenItIsStartedAgain() throws Exception {
        Path trace = directory.resolve("trace");
        try (WeftProcess dev = dev()) {
            assertThat(
                            weft(
                                            "run",
                                            "--detach",
                                            "--lease",
                                            "1s",
                                            "--run-id",
                                            "r",
                                            WAITING,
                                            trace.toString())
                                    .exitCode())
                    .isZero();
            await().atMost(SOON).until(() -> Files.exists(trace));
            List<ProcessHandle> family = family(dev);
            assertThat(family).hasSizeGreaterThan(1);
            assertThat(weft("dev").err()).contains("is that of weft dev (process").hasLineCount(1);

            dev.signal("INT");

            assertThat(dev.exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
            await().atMost(SOON).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(directory.resolve(".weft/connection.properties")).doesNotExist();
            assertThat(weft("runs").exitCode()).isEqualTo(ExitCodes.USAGE);
        }

        List<ProcessHandle> family;
        try (WeftProcess dev = dev()) {
            await().atMost(SOON).until(() -> begun(trace) == 2);
            assertThat(weft("cancel", "r").out()).isEqualTo("run r is cancelled\n");
            family = family(dev);
        }
        // Killed: nobody tells its family, which finds out all the same.
        assertThat(weft("runs").err()).contains("has ended").hasLineCount(1);
        await().atMost(SOON).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static List<ProcessHandle> family(WeftProcess dev) {
        return dev.process().toHandle().descendants().toList();
    }

    private static long begun(Path trace) throws IOException {
        return Files.readAllLines(trace).stream().filter("begun"::equals).count();
    }
}
