package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
    private static final String SECRET = "correct-horse-battery";

    @TempDir Path directory;

    @Test
    void aTokenIsNotShown() {
        Token token = Token.of(SECRET);
        assertThat(token.toString()).doesNotContain(SECRET);
        assertThat(ListenSettings.loopback(token).toString()).doesNotContain(SECRET);
    }

    @Test
    void theRightTokenAloneIsAccepted() {
        Token token = Token.of(SECRET);
        assertThat(token.isShownBy("Bearer " + SECRET)).isTrue();
        assertThat(token.isShownBy("Bearer " + SECRET + "x")).isFalse();
        assertThat(token.isShownBy("Bearer correct-horse-batterz")).isFalse();
        assertThat(token.isShownBy(SECRET)).isFalse();
        assertThat(token.isShownBy("")).isFalse();
        assertThat(token.isShownBy(null)).isFalse();
    }

    @Test
    void randomTokensDiffer() {
        assertThat(Token.random().secret()).hasSize(43).isNotEqualTo(Token.random().secret());
    }

    @Test
    void aShortTokenIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> Token.of("too short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("was 9 characters of which some are others")
                .hasMessageNotContaining("too short");
        assertThatThrownBy(() -> Token.of("short"))
                .hasMessageStartingWith("token must be 16 to 512 visible ASCII characters")
                .hasMessageEndingWith("was 5 characters");
    }

    @Test
    void aTokenGoesThroughAFileThatOnlyItsOwnerReads() throws IOException {
        Path file = directory.resolve("token");
        Token.of(SECRET).write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Token.read(file).secret()).isEqualTo(SECRET);
        assertThatThrownBy(() -> Token.random().write(file))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aTokenFileThatOthersMayReadIsRefused() throws IOException {
        Path file = directory.resolve("token");
        Token.of(SECRET).write(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Token.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be readable by others")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aMissingTokenFileIsNamed() {
        assertThatThrownBy(() -> Token.read(directory.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none cannot be read");
    }

    @Test
    void withoutATokenAServerListensOnTheLoopbackInterfaceOnly() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        assertThat(new ListenSettings(new InetSocketAddress(loopback, 0), Optional.empty()).token())
                .isEmpty();
        assertThatThrownBy(() -> new ListenSettings(new InetSocketAddress(0), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a token must be given where others can connect");
    }
}
