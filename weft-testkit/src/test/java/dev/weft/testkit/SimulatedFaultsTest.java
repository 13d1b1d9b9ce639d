package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Shows that simulations can fail: each of these has something broken in it.
final class SimulatedFaultsTest {
    static Stream<SimulatedFault> faults() {
        return SimulatedFaults.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void simulationWithSomethingBrokenFailsAndTheSoundOneDoesNot(SimulatedFault fault) {
        SimulationParts sound = SimulationParts.of(new SimulationTest());
        assertThat(Simulation.run(fault.seed(), sound).steps()).isPositive();
        assertThatThrownBy(() -> Simulation.run(fault.seed(), fault.broken().apply(sound)))
                .as("simulation %d in which %s", fault.seed(), fault)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the simulation of seed");
    }
}
