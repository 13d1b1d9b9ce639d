package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryGraphStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.spi.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The real workers, on a simulated network, under faults that a seed decides. `-Dweft.seed=N` replays one
/// of them, `-Dweft.simulations=N` takes more or fewer.
final class SimulationTest {
    private static final SimulatedStores STORES =
            clock ->
                    new Stores(
                            new InMemoryRunStore(clock, false),
                            new InMemoryBlobStore(clock),
                            new InMemoryGraphStore(clock));

    private static long[] seeds() {
        Long one = Long.getLong("weft.seed");
        return one != null
                ? new long[] {one}
                : LongStream.rangeClosed(1, Long.getLong("weft.simulations", 200)).toArray();
    }

    @Test
    void everyRunEndsAsASequentialEvaluationDoesWhateverDies() {
        List<Long> failed = new ArrayList<>();
        AssertionError first = null;
        for (long seed : seeds()) {
            try {
                Simulation.run(seed, SimulationParts.of(STORES));
            } catch (AssertionError e) {
                failed.add(seed);
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            System.out.println("simulations that failed, by seed: " + failed);
            throw first;
        }
    }

    @Test
    void sameSeedGivesTheSameTrace() {
        for (long seed = 1; seed <= 10; seed++) {
            SimulationReport once = Simulation.run(seed, SimulationParts.of(STORES));
            assertThat(Simulation.run(seed, SimulationParts.of(STORES)))
                    .as("seed %d, run again", seed)
                    .isEqualTo(once);
        }
    }
}
