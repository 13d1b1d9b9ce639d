package dev.weft.gateway;

import dev.weft.model.RunKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Runs that these workers do not execute, since they have another archive. Each is tried again from
/// time to time, and when it has been resumed: both may be right by then. Safe for many threads.
final class Refusals {
    private static final int MOST = 1_000;
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(20).toNanos();

    private final LongSupplier nanoTime;
    private final Map<RunKey, Refusal> refused = new LinkedHashMap<>();

    private record Refusal(int epoch, String message, long untilNanos) {}

    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// @return whether that is news
    synchronized boolean add(RunKey run, int epoch, String message) {
        boolean news = find(run, epoch).isEmpty();
        refused.remove(run);
        if (refused.size() == MOST) {
            refused.remove(refused.keySet().iterator().next());
        }
        refused.put(run, new Refusal(epoch, message, nanoTime.getAsLong() + REMEMBERED_NANOS));
        return news;
    }

    /// Why a run is refused, if it is.
    synchronized Optional<String> find(RunKey run, int epoch) {
        Refusal found = refused.get(run);
        return found != null && found.epoch() >= epoch && isFresh(found)
                ? Optional.of(found.message())
                : Optional.empty();
    }

    /// Whether a run is refused in its latest epoch, as far as is known here.
    synchronized boolean contains(RunKey run) {
        Refusal found = refused.get(run);
        return found != null && isFresh(found);
    }

    private boolean isFresh(Refusal refusal) {
        return refusal.untilNanos() - nanoTime.getAsLong() > 0;
    }
}
