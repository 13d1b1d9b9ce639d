package dev.weft.worker;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Gets large values to this worker, each once however many tasks want it at the same time: children of
/// a large output begin together.
///
/// Safe for many threads.
final class Fetches {
    /// Whoever waits for another's fetch is woken up; this is for when that came too early.
    private static final long LOOK_NANOS = 10_000_000;

    private final BlobStore blobs;
    private final LocalCopies copies;
    private final WorkerEnvironment environment;
    private final Map<Wanted, Fetch> going = new HashMap<>(); // guarded by this

    private record Wanted(RunKey run, ValueId value) {}

    /// @param local whether it was here before anybody asked the store for it
    @SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
    record Fetched(byte[] bytes, boolean local) {}

    /// A value on its way here.
    private static final class Fetch {
        private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
        private volatile byte @Nullable [] bytes;
        private volatile boolean ended;

        void end(byte @Nullable [] found) {
            bytes = found;
            ended = true;
            waiting.forEach(LockSupport::unpark);
        }
    }

    Fetches(BlobStore blobs, LocalCopies copies, WorkerEnvironment environment) {
        this.blobs = blobs;
        this.copies = copies;
        this.environment = environment;
    }

    /// Blocks until all of them are here.
    ///
    /// @return those that there are
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer for as long as a lease
    Map<ValueId, Fetched> fetch(RunExecution run, List<ValueId> values) {
        Map<ValueId, Fetched> found = new HashMap<>();
        Map<ValueId, Fetch> own = new LinkedHashMap<>();
        Map<ValueId, Fetch> others = new LinkedHashMap<>();
        synchronized (this) {
            values.forEach(value -> look(run.key(), value, found, own, others));
        }
        found.putAll(fetch(run, own));
        others.forEach((value, fetch) -> {
            byte[] bytes = await(run, fetch);
            if (bytes != null) {
                found.put(value, new Fetched(bytes, false));
            }
        });
        List<ValueId> missed =
                others.keySet().stream().filter(value -> !found.containsKey(value)).toList();
        read(run, missed).forEach((value, bytes) -> found.put(value, new Fetched(bytes, false)));
        return found;
    }

    private void look(
            RunKey run,
            ValueId value,
            Map<ValueId, Fetched> found,
            Map<ValueId, Fetch> own,
            Map<ValueId, Fetch> others) {
        byte[] copy = copies.find(run, value);
        if (copy != null) {
            found.put(value, new Fetched(copy, true));
            return;
        }
        Fetch fetch = going.get(new Wanted(run, value));
        if (fetch != null) {
            others.put(value, fetch);
        } else if (!own.containsKey(value)) {
            fetch = new Fetch();
            going.put(new Wanted(run, value), fetch);
            own.put(value, fetch);
        }
    }

    private Map<ValueId, Fetched> fetch(RunExecution run, Map<ValueId, Fetch> own) {
        Map<ValueId, byte[]> read = Map.of();
        try {
            read = read(run, List.copyOf(own.keySet()));
        } finally {
            end(run.key(), own, read);
        }
        Map<ValueId, Fetched> found = new HashMap<>();
        read.forEach((value, bytes) -> found.put(value, new Fetched(bytes, false)));
        return found;
    }

    private Map<ValueId, byte[]> read(RunExecution run, List<ValueId> values) {
        if (values.isEmpty()) {
            return Map.of();
        }
        Map<ValueId, byte[]> read =
                Steps.take(run, environment, () -> blobs.fetch(run.key(), values));
        read.forEach((value, bytes) -> copies.put(run.key(), value, bytes));
        return read;
    }

    private void end(RunKey run, Map<ValueId, Fetch> own, Map<ValueId, byte[]> read) {
        synchronized (this) {
            own.keySet().forEach(value -> going.remove(new Wanted(run, value)));
        }
        own.forEach((value, fetch) -> fetch.end(read.get(value)));
    }

    /// @return `null` if it did not come: whoever wants it asks the store then
    private byte @Nullable [] await(RunExecution run, Fetch fetch) {
        fetch.waiting.add(Thread.currentThread());
        long giveUp = environment.nanoTime() + run.limits().lease().toNanos();
        while (!fetch.ended
                && environment.nanoTime() - giveUp < 0
                && !Thread.currentThread().isInterrupted()) {
            environment.pause(LOOK_NANOS);
        }
        return fetch.bytes;
    }
}
