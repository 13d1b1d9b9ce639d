package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.CommandRunner.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs of mixed shapes on real worker processes over a real Redis, both of which are killed meanwhile.
///
/// `-Dweft.chaos.runs=N` makes more of them, `-Dweft.chaos.seed=S` others.
class ChaosTest {
    private static final int RUNS = Integer.getInteger("weft.chaos.runs", 40);
    private static final long SEED = Long.getLong("weft.chaos.seed", 7);

    @Test
    void whateverDiesEveryRunEndsWithItsResultAndNothingIsLeft() {
        Answer answer =
                CommandRunner.weft(
                        "bench", "chaos", "--runs", "" + RUNS, "--seed", "" + SEED, "--json");

        assertThat(answer.err()).isEmpty();
        JsonNode figures = JsonMapper.shared().readTree(answer.out());
        assertThat(figures.get("problems")).as("problems with seed %d", SEED).isEmpty();
        assertThat(answer.exitCode()).isZero();
        assertThat(figures.get("runs").asInt()).isGreaterThanOrEqualTo(RUNS);
        for (String none :
                new String[] {
                    "wrongResults",
                    "failedRuns",
                    "stuckRuns",
                    "unexecutedTasks",
                    "repeatedOutcomes",
                    "repeatedEffects",
                    "keysLeft"
                }) {
            assertThat(figures.get(none).asLong()).as(none).isZero();
        }
        for (String some :
                new String[] {
                    "kills",
                    "pauses",
                    "storeRestarts",
                    "storeLosses",
                    "cuts",
                    "clientKills",
                    "attached",
                    "reissues"
                }) {
            assertThat(figures.get(some).asLong()).as(some).isPositive();
        }
        assertThat(figures.get("executions").asLong())
                .isGreaterThanOrEqualTo(figures.get("tasks").asLong());
    }
}
