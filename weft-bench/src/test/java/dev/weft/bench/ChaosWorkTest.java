package dev.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Weft;
import java.io.IOException;
import java.nio.file.Path;
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
                assertThat(ChaosWork.executions(directory, seed))
                        .as("executions of seed %d", seed)
                        .isBetween((long) job.tasks(), job.tasks() + 2L);
                for (String ledger : job.effects()) {
                    assertThat(EffectLedger.read(Path.of(ledger))).hasSize(1);
                }
            }
        }
    }

    @Test
    void effectOfAnAttemptThatWasGivenUpIsRefusedAndARepeatedOneCountsOnce() throws IOException {
        Path ledger = directory.resolve("ledger");
        EffectLedger.apply(ledger, 5, 1);
        EffectLedger.apply(ledger, 5, 1);
        assertThatThrownBy(() -> EffectLedger.apply(ledger, 4, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("attempt 4 is refused, attempt 5 had its effect");
        EffectLedger.apply(ledger, 6, 1);
        assertThat(EffectLedger.read(ledger))
                .containsExactly(new EffectLedger.Entry(5, 1), new EffectLedger.Entry(6, 1));
    }
}
