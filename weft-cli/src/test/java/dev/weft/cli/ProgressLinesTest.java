package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.FunctionProgress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private static final long SECOND = 1_000_000_000L;

    private static FunctionProgress progress(long total, long done, long running) {
        return new FunctionProgress("count", total, done, running, 0, 0);
    }

    @Test
    void rateAndTimeLeftCountFromTheFunctionsOwnBeginning() {
        ProgressLines lines = new ProgressLines();

        assertThat(lines.lines(List.of(progress(100, 0, 0)), 0))
                .containsExactly("count                    ░░░░░░░░░░░░░░░░░░░░ 0/100");
        lines.lines(List.of(progress(100, 0, 2)), 5 * SECOND);
        assertThat(lines.lines(List.of(progress(100, 50, 2)), 7 * SECOND))
                .containsExactly(
                        "count                    ██████████░░░░░░░░░░ 50/100  25/s  2 s left");
        assertThat(lines.lines(List.of(progress(100, 100, 0)), 9 * SECOND))
                .containsExactly("count                    ████████████████████ 100/100  25/s");
    }

    @Test
    void retriesAndFailuresAreShownWhereThereAreAny() {
        FunctionProgress function = new FunctionProgress("f", 2_000, 0, 0, 1_500, 3);

        assertThat(new ProgressLines().lines(List.of(function), 0).getFirst())
                .endsWith(" 0/2,000  1,500 retried  3 failed");
    }

    @Test
    void longNamesAndManyFunctionsAreCut() {
        FunctionProgress function =
                new FunctionProgress("aVeryLongNameThatNobodyCanRead", 1, 0, 0, 0, 0);

        List<String> lines = new ProgressLines().lines(Collections.nCopies(25, function), 0);

        assertThat(lines).hasSize(11).last().isEqualTo("… and 15 functions more");
        assertThat(lines.getFirst()).startsWith("aVeryLongNameThatNobody… ");
    }
}
