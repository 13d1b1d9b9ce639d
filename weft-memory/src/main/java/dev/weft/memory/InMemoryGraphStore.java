package dev.weft.memory;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Keeps graphs and constants in the memory of this process. The arrays are not copied: whoever gives or
/// receives one only reads it from then on.
///
/// There is no thread of its own: what has expired is removed by later writes. Safe for many threads.
public final class InMemoryGraphStore implements GraphStore {
    private final LongSupplier clock;
    private final Map<String, Kept> graphs = new HashMap<>();
    private final Map<RunKey, Kept> constants = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(byte[] bytes, long expiryMicros) {}

    /// A store on the system's clock.
    public InMemoryGraphStore() {
        this(Micros.systemClock());
    }

    /// A store on a clock of its own.
    ///
    /// @param clock microseconds since 1970
    public InMemoryGraphStore(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void putGraph(String name, byte[] bytes, Duration expiry) {
        long now = clock.getAsLong();
        long until = Micros.after(now, Micros.of(expiry));
        removeExpired(graphs, now);
        graphs.merge(name, new Kept(bytes, until), InMemoryGraphStore::longer);
    }

    /// The one that is there, for as long as either wants it.
    private static Kept longer(Kept present, Kept other) {
        return new Kept(present.bytes(), Math.max(present.expiryMicros(), other.expiryMicros()));
    }

    @Override
    public synchronized Set<String> keepGraphs(Collection<String> names, Duration expiry) {
        long now = clock.getAsLong();
        long until = Micros.after(now, Micros.of(expiry));
        removeExpired(graphs, now);
        Set<String> missing = new LinkedHashSet<>();
        for (String name : names) {
            Kept kept =
                    graphs.computeIfPresent(
                            name,
                            (_, present) -> longer(present, new Kept(present.bytes(), until)));
            if (kept == null) {
                missing.add(name);
            }
        }
        return missing;
    }

    @Override
    public synchronized Optional<byte[]> fetchGraph(String name) {
        return fetch(graphs, name);
    }

    @Override
    public synchronized void removeGraph(String name) {
        graphs.remove(name);
    }

    @Override
    public synchronized void putConstants(RunKey run, byte[] bytes, Duration expiry) {
        long now = clock.getAsLong();
        removeExpired(constants, now);
        constants.putIfAbsent(run, new Kept(bytes, Micros.after(now, Micros.of(expiry))));
    }

    @Override
    public synchronized void expireConstants(RunKey run, Duration expiry) {
        long now = clock.getAsLong();
        removeExpired(constants, now);
        long until = Micros.after(now, Micros.of(expiry));
        constants.computeIfPresent(run, (_, kept) -> new Kept(kept.bytes(), until));
    }

    @Override
    public synchronized Optional<byte[]> fetchConstants(RunKey run) {
        return fetch(constants, run);
    }

    private <K> Optional<byte[]> fetch(Map<K, Kept> from, K key) {
        Kept found = from.get(key);
        return found != null && found.expiryMicros() > clock.getAsLong()
                ? Optional.of(found.bytes())
                : Optional.empty();
    }

    private static void removeExpired(Map<?, Kept> from, long now) {
        from.values().removeIf(kept -> kept.expiryMicros() <= now);
    }

    @Override
    public synchronized void close() {
        graphs.clear();
        constants.clear();
    }
}
