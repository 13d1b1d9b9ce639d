package dev.weft.testkit;

import dev.weft.core.AloneRule;
import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.RunKey;
import dev.weft.model.RunRecord;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.LostWorker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The one who looks after all runs for ever, as each gateway does: without it a run ends only while
/// clients and workers live.
final class SimulatedLooker {
    private static final long EVERY_MICROS = 2_000_000;
    private static final long DETECTION_MICROS = 50_000;

    private final SimulatedProcess process;
    private final RunStore runs;
    private final Invoker invoker;

    SimulatedLooker(Simulation simulation, SimulatedProcess process) {
        this.process = process;
        runs = simulation.storesOf(process, false).runs();
        invoker = simulation.network().invokerOf(process);
    }

    void begin() {
        process.fork(this::lookForEver);
    }

    private void lookForEver() {
        while (true) {
            process.pass(EVERY_MICROS);
            try {
                runs.activeRuns().forEach(this::look);
            } catch (StoreUnavailableException e) {
                process.note("looks again later");
            }
        }
    }

    private void look(RunKey key) {
        Optional<RunRecord> run = runs.find(key.id());
        if (run.isPresent() && runs.reap(key, 1_000) instanceof ReapAnswer.Reaped reaped) {
            invoke(run.get(), reaped);
        }
    }

    private void invoke(RunRecord run, ReapAnswer.Reaped reaped) {
        List<Claim> together = new ArrayList<>();
        for (Grant grant : reaped.reissued()) {
            if (AloneRule.applies(grant)) {
                invoke(run, reaped, List.of(grant.claim()), true);
            } else {
                together.add(grant.claim());
            }
        }
        if (!together.isEmpty()) {
            invoke(run, reaped, together, false);
        }
    }

    private void invoke(
            RunRecord run, ReapAnswer.Reaped reaped, List<Claim> claims, boolean alone) {
        invoker.invoke(
                new Invocation(
                        run.run(),
                        reaped.epoch(),
                        run.code(),
                        run.limits(),
                        claims,
                        reaped.nextDeadlineMicros(),
                        alone,
                        Optional.empty()));
    }

    /// The launcher has seen a worker process die, and says so.
    void sawDeath(WorkerId worker) {
        process.fork(() -> {
            process.pass(DETECTION_MICROS);
            try {
                for (RunKey key : runs.activeRuns()) {
                    tellOf(worker, key);
                }
            } catch (StoreUnavailableException e) {
                process.note("leaves it to the lease");
            }
        });
    }

    private void tellOf(WorkerId worker, RunKey key) {
        Optional<RunRecord> run = runs.find(key.id());
        if (run.isPresent()
                && runs.lost(new LostWorker(key, worker, "as simulated", false))
                        instanceof ReapAnswer.Reaped reaped) {
            invoke(run.get(), reaped);
        }
    }
}
