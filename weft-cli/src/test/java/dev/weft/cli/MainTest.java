package dev.weft.cli;

import static dev.weft.cli.CommandRunner.weft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {
    static Iterable<String> commands() {
        return Commands.NAMES;
    }

    @Test
    void helpListsTheCommandsAndTheExitCodes() {
        Answer answer = weft("--help");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .contains(Commands.NAMES)
                .contains("130", "interrupted", "Examples:");
        assertThat(answer.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithAnExample(String command) {
        Answer answer = weft(command, "--help");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out()).contains("Usage: weft " + command, "Example", "weft " + command);
    }

    @Test
    void theVersionIsThatOfWeftAndOfJava() {
        assertThat(weft("--version").out()).startsWith("weft ").contains("(Java 25");
    }

    @Test
    void withoutACommandThereIsHelpAndTwo() {
        Answer answer = weft();

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(answer.err()).contains("Usage: weft");
        assertThat(answer.out()).isEmpty();
        assertThat(weft("--debug").exitCode()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void anUnknownCommandIsNamedWithTheKnownOnes() {
        Answer answer = weft("dmeo");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(answer.err())
                .startsWith("weft: command 'dmeo' does not exist in weft; known: demo, run")
                .hasLineCount(1);
    }

    @Test
    void anUnknownOptionIsNamed() {
        Answer answer = weft("--verbos");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(answer.err()).isEqualTo("weft: Unknown option: '--verbos' (see weft --help)\n");
        assertThat(weft("demo", "--jsn").err())
                .startsWith("weft: Unknown option: '--jsn'")
                .endsWith("(see weft demo --help)\n");
    }

    @Test
    void theClassPathIsPrintedAsItIs() {
        assertThat(weft("classpath").out()).isEqualTo(System.getProperty("java.class.path") + "\n");
    }

    @Test
    void theCompletionScriptIsOneThatBashCanRead() throws Exception {
        Answer answer = weft("completion");
        assertThat(answer.out()).contains("demo", "--archive", "complete -F");

        Path script = Files.createTempFile("weft", ".bash");
        try {
            Files.writeString(script, answer.out());
            Process bash = new ProcessBuilder("bash", "-n", script.toString()).start();
            assertThat(bash.waitFor()).isZero();
        } finally {
            Files.delete(script);
        }
    }
}
