package dev.weft.testkit;

import dev.weft.model.TaskOptions;
import dev.weft.spi.Invocation;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.WorkerSettings;
import java.util.function.UnaryOperator;

/// What a simulation is made of, so that a test can put something broken in the place of any of it.
///
/// @param settings changes those of each worker
/// @param seen changes what a worker sees of the stores
/// @param options changes what workers are told of each task, which may not be true
/// @param policies changes what is asked of fan-outs, which is then not what they are judged by
/// @param codec changes the workers' codec
/// @param invocations changes them on their way
/// @param lookedAfter whether somebody looks after the run all the time
/// @param submittedAgain whether the client submits a run again that the store has lost
record SimulationParts(
        SimulatedStores stores,
        UnaryOperator<WorkerSettings> settings,
        UnaryOperator<Stores> seen,
        UnaryOperator<TaskOptions> options,
        UnaryOperator<GrowingPolicy> policies,
        UnaryOperator<ValueCodec> codec,
        UnaryOperator<Invocation> invocations,
        boolean lookedAfter,
        boolean submittedAgain) {

    /// The real parts on some stores.
    static SimulationParts of(SimulatedStores stores) {
        return new SimulationParts(
                stores,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                true,
                true);
    }

    SimulationParts withStores(SimulatedStores others) {
        return new SimulationParts(
                others,
                settings,
                seen,
                options,
                policies,
                codec,
                invocations,
                lookedAfter,
                submittedAgain);
    }

    SimulationParts withSettings(UnaryOperator<WorkerSettings> change) {
        return new SimulationParts(
                stores,
                change,
                seen,
                options,
                policies,
                codec,
                invocations,
                lookedAfter,
                submittedAgain);
    }

    SimulationParts withSeen(UnaryOperator<Stores> change) {
        return new SimulationParts(
                stores,
                settings,
                change,
                options,
                policies,
                codec,
                invocations,
                lookedAfter,
                submittedAgain);
    }

    SimulationParts withOptions(UnaryOperator<TaskOptions> change) {
        return new SimulationParts(
                stores,
                settings,
                seen,
                change,
                policies,
                codec,
                invocations,
                lookedAfter,
                submittedAgain);
    }

    SimulationParts withPolicies(UnaryOperator<GrowingPolicy> change) {
        return new SimulationParts(
                stores,
                settings,
                seen,
                options,
                change,
                codec,
                invocations,
                lookedAfter,
                submittedAgain);
    }

    SimulationParts withCodec(UnaryOperator<ValueCodec> change) {
        return new SimulationParts(
                stores,
                settings,
                seen,
                options,
                policies,
                change,
                invocations,
                lookedAfter,
                submittedAgain);
    }

    SimulationParts withInvocations(UnaryOperator<Invocation> change) {
        return new SimulationParts(
                stores,
                settings,
                seen,
                options,
                policies,
                codec,
                change,
                lookedAfter,
                submittedAgain);
    }

    SimulationParts withoutLooker() {
        return new SimulationParts(
                stores,
                settings,
                seen,
                options,
                policies,
                codec,
                invocations,
                false,
                submittedAgain);
    }

    SimulationParts withoutSubmittingAgain() {
        return new SimulationParts(
                stores, settings, seen, options, policies, codec, invocations, lookedAfter, false);
    }
}
