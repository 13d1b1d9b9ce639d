package dev.weft.testkit;

import dev.weft.model.RunRecord;
import dev.weft.spi.RunStore;
import java.util.ArrayList;
import java.util.List;

/// Tells processes that a run has ended: later, and not all of them.
final class EndNews {
    private final Simulation simulation;
    private final List<Watch> watches = new ArrayList<>();
    private int told;

    EndNews(Simulation simulation) {
        this.simulation = simulation;
    }

    private record Watch(SimulatedProcess process, RunStore.EndListener listener) {}

    RunStore.EndWatch watch(SimulatedProcess process, RunStore.EndListener listener) {
        Watch watch = new Watch(process, listener);
        watches.add(watch);
        return () -> watches.remove(watch);
    }

    /// Tells them if the run has ended in an epoch in which they were not told of it.
    void tell(RunRecord run) {
        if (!run.status().ended() || run.epoch() <= told) {
            return;
        }
        told = run.epoch();
        for (Watch watch : watches) {
            if (simulation.faults().below(3) > 0) {
                simulation.later(
                        simulation.faults().below(20_000L),
                        () ->
                                watch.process()
                                        .fork(() ->
                                                watch.listener().ended(run.run(), run.epoch())));
            }
        }
    }
}
