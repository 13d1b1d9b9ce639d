package dev.weft.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlatformTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-amd64",
        "Linux, aarch64, linux-arm64",
        "Linux, i386, linux-386",
        "Mac OS X, x86_64, darwin-amd64",
        "Mac OS X, aarch64, darwin-arm64"
    })
    void serverIsFoundByTheNamesThatJavaGives(String name, String arch, String platform)
            throws IOException {
        Path server = directory.resolve("server");
        Platform.named(name, arch).extractServer(server);
        assertThat(Platform.named(name, arch)).hasToString(platform);
        assertThat(server).isExecutable();
        assertThat(Files.size(server)).isGreaterThan(1_000_000);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64, windows 11-amd64", "Linux, riscv64, linux-riscv64"})
    void platformWithoutAServerIsNamed(String name, String arch, String platform) {
        assertThatThrownBy(
                        () -> Platform.named(name, arch).extractServer(directory.resolve("server")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no Redis server for " + platform + " in");
    }

    @Test
    void thisMachineHasAServer() throws IOException {
        Platform.ofThisMachine().extractServer(directory.resolve("server"));
        assertThat(directory.resolve("server")).isExecutable();
    }
}
