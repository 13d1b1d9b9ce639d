package dev.weft.memory;

import dev.weft.model.Growth;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects where tasks come from that are not of the run's graph: their growths, those of the owners, and so
/// on until an owner is of the graph, each once.
final class Origins {
    private final RunState run;
    private final Set<Growth> found = new LinkedHashSet<>();

    Origins(RunState run) {
        this.run = run;
    }

    void add(int task) {
        int next = task;
        while (next >= run.submit.tasks()) {
            Growth growth = run.growing().with(next);
            if (growth == null || !found.add(growth)) {
                return;
            }
            next = growth.owner();
        }
    }

    /// Adds what came from one execution too, since somebody else is to publish edges to it.
    void add(int owner, long execution) {
        add(owner);
        @Nullable Growth growth =
                run.growths().isEmpty() ? null : run.growing().of(owner, execution);
        if (growth != null) {
            found.add(growth);
        }
    }

    List<Growth> growths() {
        return found.isEmpty() ? List.of() : new ArrayList<>(found);
    }
}
