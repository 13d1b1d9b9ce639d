package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandTest {
    @TempDir private Path directory;

    @Test
    void whatAWorkerNeedsIsAskedFor() {
        Answer withoutStore = CommandRunner.in(directory).run("worker");
        assertThat(withoutStore.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(withoutStore.err()).startsWith("weft: a store must be given: with --store");

        Answer withoutToken =
                CommandRunner.in(directory).run("worker", "--store", "redis://127.0.0.1:1");
        assertThat(withoutToken.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(withoutToken.err())
                .isEqualTo("weft: a token must be given: with --token-file or WEFT_TOKEN\n");

        Answer withAShortOne =
                CommandRunner.in(directory)
                        .with("WEFT_TOKEN", "short")
                        .run("worker", "--store", "redis://127.0.0.1:1");
        assertThat(withAShortOne.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(withAShortOne.err())
                .contains("token must be 16 to 512")
                .doesNotContain("short\n");
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        Answer answer =
                CommandRunner.in(directory)
                        .with("WEFT_TOKEN", NewToken.draw())
                        .run("worker", "--store", "redis://127.0.0.1:1", "--port", "70000");

        assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(answer.err()).isEqualTo("weft: port must be in 0..65535, was 70000\n");
    }
}
