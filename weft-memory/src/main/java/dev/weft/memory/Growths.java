package dev.weft.memory;

import dev.weft.model.Growth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run has grown by, in the order of the numbers given. Guarded by the run's lock.
final class Growths {
    private final List<Growth> growths = new ArrayList<>();
    private final Map<Origin, Growth> byOrigin = new HashMap<>();

    private record Origin(int owner, long execution) {}

    List<Growth> all() {
        return Collections.unmodifiableList(growths);
    }

    void add(Growth growth) {
        growths.add(growth);
        byOrigin.put(new Origin(growth.owner(), growth.execution()), growth);
    }

    /// What came from one execution; `null` if nothing did.
    @Nullable Growth of(int owner, long execution) {
        return byOrigin.get(new Origin(owner, execution));
    }

    /// The growth that a task is of; `null` if it is of the run's graph.
    @Nullable Growth with(int task) {
        int low = 0;
        int high = growths.size();
        while (low < high) { // the first growth that begins after the task is at `high`
            int middle = (low + high) >>> 1;
            if (growths.get(middle).firstTask() <= task) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = high - 1; i >= 0 && growths.get(i).firstTask() <= task; i--) {
            if (growths.get(i).has(task)) {
                return growths.get(i);
            }
            if (growths.get(i).tasks() > 0) {
                return null;
            }
        }
        return null;
    }
}
