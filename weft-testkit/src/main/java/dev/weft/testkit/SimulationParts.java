package dev.weft.testkit;

import dev.weft.model.TaskOptions;
import dev.weft.spi.Invocation;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.WorkerSettings;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
/// @param script what becomes of one step; `null` for nothing special. Then the simulation is not taken for
///     one in which everybody lives
record SimulationParts(
        SimulatedStores stores,
        UnaryOperator<WorkerSettings> settings,
        UnaryOperator<Stores> seen,
        UnaryOperator<TaskOptions> options,
        UnaryOperator<GrowingPolicy> policies,
        UnaryOperator<ValueCodec> codec,
        UnaryOperator<Invocation> invocations,
        boolean lookedAfter,
        boolean submittedAgain,
        @Nullable CrashScript script) {

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
                true,
                null);
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
                submittedAgain,
                script);
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
                submittedAgain,
                script);
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
                submittedAgain,
                script);
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
                submittedAgain,
                script);
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
                submittedAgain,
                script);
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
                submittedAgain,
                script);
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
                submittedAgain,
                script);
    }

    SimulationParts withScript(CrashScript other) {
        return new SimulationParts(
                stores,
                settings,
                seen,
                options,
                policies,
                codec,
                invocations,
                lookedAfter,
                submittedAgain,
                other);
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
                submittedAgain,
                script);
    }

    SimulationParts withoutSubmittingAgain() {
        return new SimulationParts(
                stores,
                settings,
                seen,
                options,
                policies,
                codec,
                invocations,
                lookedAfter,
                false,
                script);
    }
}
