package dev.weft.testkit;

import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;

/// Brings invocations to worker processes: late, twice or never, to one that is there or to a new one.
final class SimulatedNetwork {
    private final Simulation simulation;
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private int started;

    SimulatedNetwork(Simulation simulation) {
        this.simulation = simulation;
    }

    /// What a process invokes workers with.
    Invoker invokerOf(SimulatedProcess process) {
        return new Invoker() {
            @Override
            public void invoke(Invocation invocation) {
                process.pass(simulation.faults().latencyMicros());
                send(process, simulation.parts().invocations().apply(invocation));
                process.pass(simulation.faults().latencyMicros());
            }

            @Override
            public void close() {}
        };
    }

    private void send(SimulatedProcess from, Invocation invocation) {
        SimulationFaults faults = simulation.faults();
        from.note("invokes for " + text(invocation));
        if (faults.percent(simulation.plan().invocationsLost())) {
            from.note("the invocation is lost");
            if (faults.percent(50)) {
                throw new StoreUnavailableException(
                        "nobody there", new IllegalStateException("as simulated"));
            }
            return;
        }
        int copies = faults.percent(simulation.plan().invocationsTwice()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            simulation.later(delayMicros(), () -> deliver(invocation));
        }
    }

    private static String text(Invocation invocation) {
        return (invocation.alone() ? "alone " : "") + StepText.claims(invocation.claims());
    }

    private long delayMicros() {
        SimulationFaults faults = simulation.faults();
        return switch (faults.below(10)) {
            case 0 -> faults.below(5_000_000L);
            case 1, 2, 3 -> faults.below(300_000L);
            default -> faults.below(3_000L);
        };
    }

    private void deliver(Invocation invocation) {
        SimulatedWorker worker = invocation.alone() ? start(true) : any();
        worker.process().note("hears of " + text(invocation));
        worker.deliver(invocation);
        if (worker.isAlone()) {
            endWhenIdle(worker, invocation);
        }
        if (simulation.faults().below(4) == 0) {
            any().share(invocation.run());
        }
    }

    /// A worker that is there for one claim ends when it is done.
    private void endWhenIdle(SimulatedWorker worker, Invocation invocation) {
        simulation.later(
                15_000_000,
                () -> {
                    if (worker.isIdle(invocation.run())) {
                        worker.process().kill("it has done what it was there for");
                    } else {
                        endWhenIdle(worker, invocation);
                    }
                });
    }

    private SimulatedWorker any() {
        List<SimulatedWorker> shared =
                workers().stream().filter(worker -> !worker.isAlone()).toList();
        boolean another =
                shared.isEmpty()
                        || (shared.size() < simulation.plan().workers()
                                && simulation.faults().below(3) == 0);
        return another ? start(false) : shared.get(simulation.faults().below(shared.size()));
    }

    private SimulatedWorker start(boolean alone) {
        started++;
        SimulatedProcess process = simulation.process("w" + started);
        SimulatedWorker worker = new SimulatedWorker(simulation, process, alone);
        process.onDeath(() -> simulation.lostWorker(new WorkerId(process.name())));
        workers.add(worker);
        return worker;
    }

    /// Worker processes that are alive.
    List<SimulatedWorker> workers() {
        workers.removeIf(worker -> !worker.process().isAlive());
        return workers;
    }
}
