package dev.weft.worker;

import dev.weft.model.Slice;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gets chunks of graphs to this worker, each once however many tasks step into it at the same time.
///
/// Safe for many threads.
final class GraphFetches {
    /// Whoever waits for another's fetch is woken up; this is for when that came too early.
    private static final long LOOK_NANOS = 10_000_000;

    private final KnownGraphs known;
    private final WorkerEnvironment environment;
    private final Map<String, Fetch> going = new HashMap<>(); // guarded by this

    /// A chunk on its way here.
    private static final class Fetch {
        private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Slice slice;
        private volatile boolean ended;

        void end(@Nullable Slice found) {
            slice = found;
            ended = true;
            waiting.forEach(LockSupport::unpark);
        }
    }

    GraphFetches(KnownGraphs known, WorkerEnvironment environment) {
        this.known = known;
        this.environment = environment;
    }

    /// Blocks until the chunk is here.
    ///
    /// @param fetching gets it from the store; whoever waited for one who failed calls it too
    /// @param patience how long to wait for another's fetch
    Slice get(String name, Supplier<Slice> fetching, Duration patience) {
        Fetch own = new Fetch();
        Fetch other;
        synchronized (this) {
            Slice there = known.find(name);
            if (there != null) {
                return there;
            }
            other = going.putIfAbsent(name, own);
        }
        if (other == null) {
            return fetch(name, own, fetching);
        }
        Slice found = await(other, patience);
        return found == null ? fetching.get() : found;
    }

    private Slice fetch(String name, Fetch own, Supplier<Slice> fetching) {
        Slice found = null;
        try {
            found = fetching.get();
            known.put(name, found);
            return found;
        } finally {
            synchronized (this) {
                going.remove(name);
            }
            own.end(found);
        }
    }

    private @Nullable Slice await(Fetch fetch, Duration patience) {
        fetch.waiting.add(Thread.currentThread());
        long giveUp = environment.nanoTime() + patience.toNanos();
        while (!fetch.ended
                && environment.nanoTime() - giveUp < 0
                && !Thread.currentThread().isInterrupted()) {
            environment.pause(LOOK_NANOS);
        }
        return fetch.slice;
    }
}
