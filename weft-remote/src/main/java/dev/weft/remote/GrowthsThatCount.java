package dev.weft.remote;

import dev.weft.model.Growth;
import dev.weft.model.RunProgress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Of several growths of one task only those of one execution are ever executed. Which that is the progress
/// of a run does not say; it is the one of which most has been executed, or else the latest.
final class GrowthsThatCount {
    private GrowthsThatCount() {}

    /// In the order of their owners' first growths.
    static Collection<Growth> of(RunProgress run) {
        Map<Integer, Growth> byOwner = new LinkedHashMap<>();
        for (Growth growth : run.growths()) {
            byOwner.merge(
                    growth.owner(),
                    growth,
                    (before, later) ->
                            touched(run, later) >= touched(run, before) ? later : before);
        }
        return byOwner.values();
    }

    private static int touched(RunProgress run, Growth growth) {
        int end = growth.firstTask() + growth.tasks();
        return run.settled().get(growth.firstTask(), end).cardinality()
                + run.started().get(growth.firstTask(), end).cardinality();
    }
}
