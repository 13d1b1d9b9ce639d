package dev.weft.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class GuardianTest {
    @Test
    void serverAndDirectoryGoWhenTheirParentIsKilled() throws IOException {
        Process parent =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ParentProgram.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), UTF_8))) {
            String[] words = Objects.requireNonNull(said.readLine()).split(" ", 2);
            ProcessHandle server = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
            Path directory = Path.of(words[1]);
            assertThat(server.isAlive()).isTrue();
            assertThat(directory).exists();

            parent.destroyForcibly();

            await().until(() -> ended(server));
            await().untilAsserted(() -> {
                assertThat(directory).doesNotExist();
                assertThat(directory.resolveSibling(directory.getFileName() + ".ended"))
                        .doesNotExist();
            });
        } finally {
            parent.destroyForcibly();
        }
    }

    /// A process whose parent is gone may stay a zombie for ever where nobody adopts it (a container
    /// without an init process); a zombie has no command.
    private static boolean ended(ProcessHandle process) {
        return !process.isAlive() || process.info().command().isEmpty();
    }
}
