package dev.weft.memory;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/// Keeps values in the memory of this process. The arrays are not copied: whoever gives or receives
/// one only reads it from then on.
///
/// There is no thread of its own: expired values are removed by later writes, a few each. Safe for
/// many threads.
public final class InMemoryBlobStore implements BlobStore {
    /// Most expired values that one write removes.
    private static final int MOST_AT_ONCE = 16;

    private final LongSupplier clock;
    private final Map<Key, Blob> blobs = new HashMap<>();
    private final PriorityQueue<Expiry> expiries =
            new PriorityQueue<>(Comparator.comparingLong(Expiry::micros));
    private long storedBytes;

    private record Key(RunKey run, ValueId value) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Blob(byte[] bytes, long expiryMicros) {}

    private record Expiry(Key key, long micros) {}

    /// A store on the system's clock.
    public InMemoryBlobStore() {
        this(Micros.systemClock());
    }

    /// A store on a clock of its own.
    ///
    /// @param clock microseconds since 1970
    public InMemoryBlobStore(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
        long now = clock.getAsLong();
        removeExpired(now);
        Key key = new Key(run, value);
        Blob present = blobs.get(key);
        if (present != null && present.expiryMicros() > now) {
            return;
        }
        remove(key);
        long expiryMicros = Micros.after(now, Micros.of(expiry));
        blobs.put(key, new Blob(bytes, expiryMicros));
        storedBytes += bytes.length;
        expiries.add(new Expiry(key, expiryMicros));
    }

    @Override
    public synchronized Optional<byte[]> fetch(RunKey run, ValueId value) {
        Blob found = blobs.get(new Key(run, value));
        return found != null && found.expiryMicros() > clock.getAsLong()
                ? Optional.of(found.bytes())
                : Optional.empty();
    }

    @Override
    public synchronized void delete(RunKey run, List<ValueId> values) {
        for (ValueId value : values) {
            remove(new Key(run, value));
        }
        if (expiries.size() > 2 * blobs.size() + MOST_AT_ONCE) {
            // Most values are deleted long before they expire.
            expiries.removeIf(expiry -> !blobs.containsKey(expiry.key()));
        }
    }

    /// Number of values that are kept.
    public synchronized int values() {
        return blobs.size();
    }

    /// Size of all values that are kept.
    public synchronized long storedBytes() {
        return storedBytes;
    }

    @Override
    public synchronized void close() {
        blobs.clear();
        expiries.clear();
        storedBytes = 0;
    }

    private void remove(Key key) {
        Blob removed = blobs.remove(key);
        if (removed != null) {
            storedBytes -= removed.bytes().length;
        }
    }

    private void removeExpired(long now) {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Expiry first = expiries.peek();
            if (first == null || first.micros() > now) {
                return;
            }
            expiries.remove();
            Blob blob = blobs.get(first.key());
            if (blob != null && blob.expiryMicros() <= now) {
                remove(first.key());
            }
        }
    }
}
