package dev.weft.testkit;

import dev.weft.core.HoldRules;
import dev.weft.core.KeepRules;
import dev.weft.core.SegmentRules;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.worker.HostedWorker;
import dev.weft.worker.UnknownGraphException;
import dev.weft.worker.WorkerSettings;
import java.time.Duration;

/// A worker process of a simulation: the real worker, in a world of which it sees what a seed shows it.
final class SimulatedWorker {
    static final String ARCHIVE = "simulated";
    private static final int INLINE_BYTES = 80;

    private final Simulation simulation;
    private final SimulatedProcess process;
    private final HostedWorker worker;
    private final boolean alone;

    /// @param alone whether it executes one claim only, which its predecessors did not survive
    SimulatedWorker(Simulation simulation, SimulatedProcess process, boolean alone) {
        this.simulation = simulation;
        this.process = process;
        this.alone = alone;
        worker =
                new HostedWorker(
                        simulation.parts().settings().apply(settings()),
                        ARCHIVE,
                        simulation.parts().seen().apply(simulation.storesOf(process, true)),
                        simulation.parts().codec().apply(new SimulatedCodec()),
                        simulation.network().invokerOf(process),
                        simulation.environmentOf(process));
    }

    private WorkerSettings settings() {
        SimulationPlan plan = simulation.plan();
        return new WorkerSettings(
                new WorkerId(process.name()),
                plan.tasksAtOnce(),
                false,
                false,
                Duration.ofSeconds(2),
                INLINE_BYTES,
                SimulatedWorker.class.getClassLoader(),
                new SegmentRules(plan.maxSegment(), 1_000_000_000L, plan.inlineFanOuts()),
                plan.holds() ? new HoldRules(40) : HoldRules.off(),
                new KeepRules(true, plan.tasksAtOnce()),
                plan.fanOuts(),
                (task, function, body) -> simulation.calls().call(process, task, function, body));
    }

    SimulatedProcess process() {
        return process;
    }

    /// Whether it has nothing to do for a run.
    boolean isIdle(RunKey run) {
        try {
            return worker.awaitIdle(run, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError("it does not wait", e);
        }
    }

    boolean isAlone() {
        return alone;
    }

    /// Hears an invocation, on a thread of its own.
    void deliver(Invocation invocation) {
        process.fork(() -> {
            try {
                worker.accept(invocation);
            } catch (StoreUnavailableException | UnknownGraphException e) {
                process.note("does not take the invocation: " + e.getMessage());
            }
        });
    }

    /// Is asked to give some of its waiting claims away.
    void share(RunKey run) {
        process.fork(() -> process.note("is asked to share, " + worker.share(run) + " wait"));
    }
}
