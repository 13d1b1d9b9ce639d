package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Real workers on the stores of an adapter, in simulated processes, on a simulated network, under faults
/// that a seed decides: processes are killed and paused, answers and invocations lost, late and doubled,
/// the store is restarted and has lost its last second, values are lost, runs are cancelled and resumed.
///
/// `-Dweft.seed=N` replays one seed, `-Dweft.simulations=N` takes more or fewer, `-Dweft.trace=N` shows
/// more or fewer lines of what happened before a failure.
///
/// ```java
/// class RedisSimulationTest extends SimulationContract {
///     @Override
///     protected Stores open(LongSupplier clock) { … }
/// }
/// ```
public abstract class SimulationContract implements SimulatedStores {
    private static final int REPEATED = 10;

    private final int seeds;

    /// @param seeds how many simulations there are if nobody says otherwise
    protected SimulationContract(int seeds) {
        this.seeds = seeds;
    }

    @Test
    void everyRunEndsWithTheResultOfCallingOneAfterTheOther() {
        List<Long> failed = new ArrayList<>();
        AssertionError first = null;
        for (long seed : seeds()) {
            try {
                Simulation.run(seed, SimulationParts.of(this));
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
        for (long seed = 1; seed <= Math.min(REPEATED, seeds); seed++) {
            SimulationReport once = Simulation.run(seed, SimulationParts.of(this));
            assertThat(Simulation.run(seed, SimulationParts.of(this)))
                    .as("seed %d, run again", seed)
                    .isEqualTo(once);
        }
    }

    private long[] seeds() {
        Long one = Long.getLong("weft.seed");
        return one != null
                ? new long[] {one}
                : LongStream.rangeClosed(1, Long.getLong("weft.simulations", seeds)).toArray();
    }
}
