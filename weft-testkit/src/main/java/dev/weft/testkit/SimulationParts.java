package dev.weft.testkit;

import dev.weft.model.TaskOptions;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.WorkerSettings;
import java.util.function.UnaryOperator;

/// What a simulation is made of, so that a test can put something broken in the place of any of it.
///
/// @param settings changes those of each worker
/// @param options changes what workers are told of each task, which may not be true
/// @param codec changes the workers' codec
/// @param lookedAfter whether somebody looks after the run all the time
/// @param losesValues whether values are lost that somebody needs
record SimulationParts(
        SimulatedStores stores,
        UnaryOperator<WorkerSettings> settings,
        UnaryOperator<TaskOptions> options,
        UnaryOperator<ValueCodec> codec,
        boolean lookedAfter,
        boolean losesValues) {

    /// The real parts on some stores.
    static SimulationParts of(SimulatedStores stores) {
        return new SimulationParts(
                stores,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                true,
                true);
    }
}
