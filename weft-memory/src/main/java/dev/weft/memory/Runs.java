package dev.weft.memory;

import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.spi.RunStore;
import dev.weft.spi.Submit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The runs by id, and the ended ones by the time when they expire. Safe for many threads.
///
/// Whoever looks a run up removes a few expired ones. Locks are taken in the order run, then queue.
final class Runs {
    /// Most expired runs that one look-up removes.
    private static final int MOST_AT_ONCE = 4;

    private final ConcurrentHashMap<RunId, RunState> byId = new ConcurrentHashMap<>();
    private final PriorityQueue<Expiry> expiries =
            new PriorityQueue<>(Comparator.comparingLong(Expiry::micros));
    private final List<RunStore.EndListener> watchers = new CopyOnWriteArrayList<>();
    private volatile long nextExpiry = Long.MAX_VALUE;

    private record Expiry(RunState run, long micros) {}

    /// The run of this id, in whatever incarnation; `null` if there is none. It may have expired.
    @Nullable RunState find(RunId id, long now) {
        removeExpired(now);
        return byId.get(id);
    }

    /// The run of this key; `null` if there is none. It may have expired.
    @Nullable RunState find(RunKey key, long now) {
        RunState found = find(key.id(), now);
        return found != null && found.key().incarnation() == key.incarnation() ? found : null;
    }

    /// Adds a run where there is none, or one that has expired.
    ///
    /// @return the run that is there then
    RunState add(Submit submit, long now) {
        removeExpired(now);
        RunState fresh = null;
        while (true) {
            RunState found = byId.get(submit.run().id());
            if (found != null && !isExpired(found, now)) {
                return found;
            }
            if (fresh == null) {
                fresh = new RunState(submit, now, this::ended);
            }
            boolean added =
                    found == null
                            ? byId.putIfAbsent(submit.run().id(), fresh) == null
                            : byId.replace(submit.run().id(), found, fresh);
            if (added) {
                return fresh;
            }
        }
    }

    /// All runs, expired ones included.
    List<RunState> all() {
        return new ArrayList<>(byId.values());
    }

    void clear() {
        byId.clear();
        synchronized (expiries) {
            expiries.clear();
        }
    }

    /// Tells of runs that end from now on, in the thread that ends them.
    RunStore.EndWatch watchEnds(RunStore.EndListener told) {
        watchers.add(told);
        return () -> watchers.remove(told);
    }

    private void ended(RunState run, long expiryMicros) {
        expireLater(run, expiryMicros);
        watchers.forEach(told -> told.ended(run.key(), run.epoch()));
    }

    private void expireLater(RunState run, long micros) {
        synchronized (expiries) {
            expiries.add(new Expiry(run, micros));
            nextExpiry = expiries.element().micros();
        }
    }

    private void removeExpired(long now) {
        for (int i = 0; i < MOST_AT_ONCE && nextExpiry <= now; i++) {
            Expiry expiry = pollExpired(now);
            // A resumed run has not expired; its next end adds it here again.
            if (expiry != null && isExpired(expiry.run(), now)) {
                byId.remove(expiry.run().key().id(), expiry.run());
            }
        }
    }

    private @Nullable Expiry pollExpired(long now) {
        synchronized (expiries) {
            Expiry first = expiries.peek();
            if (first == null || first.micros() > now) {
                return null;
            }
            expiries.remove();
            nextExpiry = expiries.isEmpty() ? Long.MAX_VALUE : expiries.element().micros();
            return first;
        }
    }

    private static boolean isExpired(RunState run, long now) {
        synchronized (run) {
            return run.isExpired(now);
        }
    }
}
