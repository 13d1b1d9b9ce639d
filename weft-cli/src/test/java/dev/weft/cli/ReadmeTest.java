package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's first example, as it is written there.
class ReadmeTest {
    private static final Pattern FILE =
            Pattern.compile("Save this as `(\\w+\\.java)`:\n\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND =
            Pattern.compile("    \\./weft run (\\w+\\.java) \"([^\"]*)\"\n");
    private static final Pattern OUTPUT =
            Pattern.compile("It prints\n\n((?: {4}.*\n)+)", Pattern.MULTILINE);

    @TempDir private Path directory;

    @Test
    void theFirstExamplePrintsWhatIsWritten() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        MatchResult file = first(FILE, readme);
        MatchResult command = first(COMMAND, readme);
        Files.writeString(directory.resolve(file.group(1)), file.group(2));

        Answer answer =
                CommandRunner.in(directory)
                        .run(
                                "run",
                                directory.resolve(command.group(1)).toString(),
                                command.group(2));

        assertThat(answer.out()).isEqualTo(first(OUTPUT, readme).group(1).indent(-4));
        assertThat(answer.exitCode()).isZero();
    }

    private static MatchResult first(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().orElseThrow();
    }
}
