package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Values of runs that have ended lately. The worker that ended a run deletes them, once the store cannot
/// lose that end any more; this does the same for a worker that has died in between. Values of a run that
/// nobody had watched go by their own time to live.
///
/// Not safe for several threads.
final class Leftovers {
    private final Stores stores;
    private final Map<RunKey, Long> dueNanos = new HashMap<>();

    Leftovers(Stores stores) {
        this.stores = stores;
    }

    /// Deletes values that nobody needs.
    void delete(RunKey run, List<ValueId> garbage) {
        List<ValueId> spread = garbage.stream().filter(ValueId::spread).toList();
        if (!spread.isEmpty()) {
            stores.blobs().delete(run, spread);
        }
    }

    /// A run has ended, or is gone.
    ///
    /// @param lossWindow after which its end is sure
    void ended(RunKey run, Duration lossWindow) {
        dueNanos.put(run, System.nanoTime() + lossWindow.toNanos());
    }

    /// These runs go on, maybe again.
    void goOn(Collection<RunKey> runs) {
        dueNanos.keySet().removeAll(runs);
    }

    /// Deletes what is left of runs whose end is sure.
    ///
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer; what was not deleted is
    ///     by the next call
    void sweep() {
        long now = System.nanoTime();
        for (Map.Entry<RunKey, Long> each : new ArrayList<>(dueNanos.entrySet())) {
            if (each.getValue() - now <= 0) {
                RunKey run = each.getKey();
                if (stores.runs().reap(run, 1) instanceof ReapAnswer.Reaped reaped) {
                    delete(run, reaped.garbage());
                }
                dueNanos.remove(run);
            }
        }
    }
}
