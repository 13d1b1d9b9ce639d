package dev.weft.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What only a process of its own can show: signals.
@EnabledOnOs(OS.LINUX)
class InterruptionTest {
    @Test
    void ctrlCCancelsTheRunAndItsTasksAndLeavesNothing() throws Exception {
        // A shell that runs a test in the background lets it ignore the signal; env undoes that.
        Process weft =
                new ProcessBuilder(
                                "env",
                                "--default-signal=INT",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "run",
                                "dev.weft.cli.SampleWorkflows#waiting")
                        .start();
        try (BufferedReader out = weft.inputReader(UTF_8);
                BufferedReader err = weft.errorReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("waiting");
            new ProcessBuilder("kill", "-INT", Long.toString(weft.pid())).start().waitFor();

            assertThat(out.readLine()).isEqualTo("interrupted");
            assertThat(weft.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(weft.exitValue()).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(err.lines())
                    .contains("weft: cancelling; running tasks get 2 seconds to end");
        } finally {
            weft.destroyForcibly();
        }
    }
}
