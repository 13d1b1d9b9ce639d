package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Shows that simulations can fail: each of these has something broken in it.
final class SimulatedFaultsTest {
    private static final int MOST_SEEDS = 5_000;

    static Stream<SimulatedFault> faults() {
        return SimulatedFaults.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void simulationWithSomethingBrokenFailsAndTheSoundOneDoesNot(SimulatedFault fault) {
        SimulationParts sound = SimulationParts.of(new SimulationTest());
        assertThat(Simulation.run(fault.seed(), sound).steps()).isPositive();
        AssertionError noticed = noticed(fault, fault.seed(), sound);
        if (noticed == null) { // after a change of what workers do, other seeds come upon it
            fail("seed %d does not notice that %s; %s", fault.seed(), fault, other(fault, sound));
        }
        assertThat(noticed).hasMessageContaining("the simulation of seed");
    }

    private static @Nullable AssertionError noticed(
            SimulatedFault fault, long seed, SimulationParts sound) {
        try {
            Simulation.run(seed, fault.broken().apply(sound));
            return null;
        } catch (AssertionError e) {
            return e;
        }
    }

    private static String other(SimulatedFault fault, SimulationParts sound) {
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            if (noticed(fault, seed, sound) != null) {
                return "seed " + seed + " does";
            }
        }
        return "nor does one of the first " + MOST_SEEDS;
    }
}
