package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A worker process that is lost in the middle of a task, killed or paused.
class LostWorkerTest {
    /// Far above what it takes, for a machine that is busy.
    private static final double GENEROUS_MS = 20_000;

    @Test
    void itsTaskIsExecutedOnceMoreAndTheResultIsRight() {
        Answer answer = CommandRunner.weft("bench", "recovery", "--repetitions", "1", "--json");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.exitCode()).isZero();
        JsonNode figures = JsonMapper.shared().readTree(answer.out());
        assertThat(figures.get("wrongResults").asInt()).isZero();
        assertThat(figures.get("mostExecutions").asInt()).isEqualTo(2);
        assertThat(figures.get("seenMaxMs").asDouble()).isBetween(0.0, GENEROUS_MS);
        assertThat(figures.get("unseenMaxMs").asDouble()).isBetween(0.0, GENEROUS_MS);
        assertThat(figures.get("repeatedWorkMs").asDouble()).isBetween(0.0, GENEROUS_MS);
    }
}
