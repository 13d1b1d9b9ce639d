package dev.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Weft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChaosWorkTest {
    @TempDir Path directory;

    @Test
    void everyShapeGivesItsExpectedResultAndExecutesEachTaskAtLeastOnce() throws Exception {
        try (Weft weft = Weft.local()) {
            for (long seed = 1; seed <= 40; seed++) {
                ChaosWork.Job job = ChaosWork.job(seed, directory);
                assertThat(weft.submit(job.sink()).await())
                        .as("result of seed %d", seed)
                        .isEqualTo(job.expected());
                List<Integer> executions = ChaosWork.executions(directory, seed);
                assertThat(executions)
                        .as("executions of seed %d", seed)
                        .hasSizeBetween(job.tasks(), job.tasks() + 2);
                assertThat(new HashSet<>(executions)).hasSize(job.tasks());
                for (String ledger : job.effects()) {
                    assertThat(EffectLedger.read(Path.of(ledger))).hasSize(1);
                }
            }
        }
    }

    @Test
    void effectOfAnAttemptThatWasGivenUpIsRefusedAndARepeatedOneCountsOnce() throws IOException {
        Path ledger = directory.resolve("ledger");
        EffectLedger.apply(ledger, entry(5));
        EffectLedger.apply(ledger, entry(5));
        assertThatThrownBy(() -> EffectLedger.apply(ledger, entry(4)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("attempt 4 is refused, attempt 5 had its effect");
        EffectLedger.apply(ledger, entry(6));
        assertThat(EffectLedger.read(ledger)).containsExactly(entry(5), entry(6));
    }

    private static EffectLedger.Entry entry(long token) {
        return new EffectLedger.Entry(3, token, 1);
    }
}
