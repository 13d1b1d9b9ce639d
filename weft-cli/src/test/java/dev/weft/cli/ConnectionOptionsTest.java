package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ConnectionOptionsTest {
    private static final String NOBODY = "redis://127.0.0.1:1";

    @TempDir private Path directory;

    private CommandRunner runner() {
        return CommandRunner.in(directory);
    }

    private Surroundings surroundings() {
        return runner().surroundings(System.out, System.err);
    }

    @Test
    void withoutAStoreThereIsAWordOnWhereToSayIt() {
        Answer answer = runner().run("runs");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(answer.err())
                .isEqualTo(
                        "weft: a store must be given: with --store redis://HOST:PORT or WEFT_STORE, or"
                                + " start weft dev in this directory\n");
    }

    @Test
    void aStoreThatIsNotThereIsUnreachable() {
        for (Answer answer :
                new Answer[] {
                    runner().with("WEFT_STORE", NOBODY).run("show", "a"),
                    runner().run("run", "--store", NOBODY, "dev.weft.examples.FanOut", "3")
                }) {
            assertThat(answer.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(answer.err()).contains("127.0.0.1:1").hasLineCount(1);
        }
    }

    @Test
    void aPasswordIsNotTakenFromTheCommandLine() {
        for (String uri :
                new String[] {"redis://user:secret@host:6379", "redis-cluster://:secret@a:1,b:2"}) {
            Answer answer = runner().run("runs", "--store", uri);

            assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
            assertThat(answer.err())
                    .startsWith("weft: --store must not hold a password")
                    .doesNotContain("secret");
        }
    }

    @Test
    void anAddressWithoutASchemeThatIsKnownIsRefused() {
        assertThat(runner().run("runs", "--store", "localhost:6379").err())
                .contains("--store must be an address such as redis://HOST:PORT");
        for (String option : new String[] {"--store", "--gateway"}) {
            Answer answer =
                    runner().with("WEFT_STORE", NOBODY).run("runs", option, "ftp://localhost");
            assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
            assertThat(answer.err())
                    .startsWith("weft: %s must be an address such as ".formatted(option))
                    .contains("was 'ftp://localhost'")
                    .hasLineCount(1);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSecretThatOthersCanReadIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Answer answer =
                runner().run("runs", "--store", NOBODY, "--store-password-file", file.toString());

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(answer.err())
                .isEqualTo(
                        "weft: store password file %s must not be readable by others; chmod 600 helps\n"
                                .formatted(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Secret.ofFile(file, "token").get()).isEqualTo("secret");
        assertThat(runner().run("runs", "--store", NOBODY, "--token-file", "none").err())
                .contains("token file none does not exist");
    }

    @Test
    void theConnectionFileIsForItsOwnerAloneAndSuppliesWhatIsNotGiven() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "mine\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Properties entries = new Properties();
        entries.setProperty(ConnectionFile.STORE, "redis://a:1");
        entries.setProperty(ConnectionFile.STORE_PASSWORD, "theirs");
        entries.setProperty(ConnectionFile.GATEWAY, "http://a:2");
        entries.setProperty(
                ConnectionFile.TOKEN + ConnectionFile.IN_FILE, secret.toAbsolutePath().toString());
        ConnectionFile file = ConnectionFile.write(surroundings(), entries);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.file())))
                .isEqualTo("rw-------");
        Endpoints found = new ConnectionOptions().find(surroundings()).orElseThrow();
        assertThat(found.store().uri()).hasToString("redis://a:1");
        assertThat(found.store().password().orElseThrow().get()).isEqualTo("theirs");
        assertThat(found.gateway().orElseThrow()).hasToString("http://a:2");
        assertThat(found.token().orElseThrow().get()).isEqualTo("mine");

        ConnectionOptions other = new ConnectionOptions();
        other.store.store = "redis://b:1";
        Endpoints given = other.find(surroundings()).orElseThrow();
        assertThat(given.store().uri()).hasToString("redis://b:1");
        assertThat(given.store().password()).isEmpty();
        assertThat(given.gateway()).isEmpty();

        Files.setPosixFilePermissions(file.file(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(runner().run("runs").err())
                .contains("must be readable by its owner alone")
                .hasLineCount(1);
    }

    @Test
    void secretsThatTheWriterOfTheFileHadFromItsEnvironmentComeFromOurs() {
        Properties entries = new Properties();
        entries.setProperty(ConnectionFile.STORE, "redis://a:1");
        entries.setProperty(ConnectionFile.GATEWAY, "http://a:2");
        ConnectionFile.write(surroundings(), entries);

        Surroundings withSecrets =
                runner().with("WEFT_STORE_PASSWORD", "password")
                        .with("WEFT_TOKEN", "token")
                        .surroundings(System.out, System.err);
        Endpoints found = new ConnectionOptions().find(withSecrets).orElseThrow();

        assertThat(found.store().password().orElseThrow().get()).isEqualTo("password");
        assertThat(found.token().orElseThrow().get()).isEqualTo("token");
    }

    @Test
    void theFileOfAProcessThatHasEndedIsNotUsed() throws Exception {
        Properties entries = new Properties();
        entries.setProperty(ConnectionFile.STORE, NOBODY);
        entries.setProperty(ConnectionFile.COMMAND, "weft gateway");
        ConnectionFile file = ConnectionFile.write(surroundings(), entries);
        String text = Files.readString(file.file());
        Files.writeString(file.file(), text.replaceAll("started=.*", "started=1999"));

        assertThat(runner().run("runs").err())
                .contains("weft gateway (process ")
                .contains("which wrote " + file.file() + ", has ended")
                .hasLineCount(1);
        assertThat(runner().run("run", "dev.weft.examples.FanOut", "3").out()).isEqualTo("6\n");

        ConnectionFile mine = ConnectionFile.write(surroundings(), entries);
        mine.remove();
        assertThat(mine.file()).doesNotExist();
    }
}
