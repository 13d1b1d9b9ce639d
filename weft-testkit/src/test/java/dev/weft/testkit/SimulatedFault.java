package dev.weft.testkit;

import java.util.function.UnaryOperator;

/// Something broken in a simulation, and a seed whose simulation must notice.
///
/// @param fault what is broken
/// @param seed of a simulation that fails with it, and not without it
/// @param broken puts it in its place
record SimulatedFault(
        ProtocolRule rule, String fault, long seed, UnaryOperator<SimulationParts> broken) {
    @Override
    public String toString() {
        return fault;
    }
}
