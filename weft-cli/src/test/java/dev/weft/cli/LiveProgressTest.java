package dev.weft.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.model.FunctionProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
    private static final String LINE = "f                        ████████████████████ 1/1";

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(screen, true, UTF_8);
    private final LiveProgress live =
            new LiveProgress(terminal, () -> List.of(new FunctionProgress("f", 1, 1, 0, 0, 0)));

    private String drawn() {
        return screen.toString(UTF_8);
    }

    @Test
    void theFirstLineIsDrawnAtOnceAndTheLastStays() {
        live.start();
        await().untilAsserted(() -> assertThat(drawn()).contains(LINE));
        live.close();
        live.close();

        assertThat(drawn())
                .startsWith("\u001b[?7l" + LINE)
                .endsWith("\u001b[K\n\u001b[?7h\u001b[J");
    }

    @Test
    void whatTasksPrintGoesAboveInWholeLines() {
        live.start();
        await().untilAsserted(() -> assertThat(drawn()).contains(LINE));
        try (TaskOutput output = new TaskOutput(terminal, terminal)) {
            output.above(live);
            System.out.print("begun, ");
            assertThat(drawn()).doesNotContain("begun");
            System.out.print("done\nnext");
            assertThat(drawn()).contains("\u001b[1A\u001b[Jbegun, done\n").doesNotContain("next");
            output.above(null);
            live.close();
        }

        assertThat(drawn()).endsWith("\u001b[?7h\u001b[Jnext");
    }
}
