package dev.weft.worker;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Encoded values that this worker made or read, for further readers here: those used last, up to a
/// number of bytes. A copy is that of one execution; whoever uses it says so to the store, which knows
/// whether that execution is the one that counts.
///
/// Safe for many threads.
final class LocalCopies {
    private final long maxBytes;
    private final Map<Key, byte[]> copies = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(RunKey run, ValueId value) {}

    LocalCopies(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized void put(RunKey run, ValueId value, byte[] encoded) {
        if (encoded.length > maxBytes) {
            return;
        }
        byte[] before = copies.put(new Key(run, value), encoded);
        bytes += encoded.length - (before == null ? 0 : before.length);
        Iterator<byte[]> oldest = copies.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }

    synchronized byte @org.jspecify.annotations.Nullable [] find(RunKey run, ValueId value) {
        return copies.get(new Key(run, value));
    }

    synchronized void forget(RunKey run, ValueId value) {
        byte[] removed = copies.remove(new Key(run, value));
        if (removed != null) {
            bytes -= removed.length;
        }
    }

    /// Forgets all values of a run.
    synchronized void forget(RunKey run) {
        copies.entrySet()
                .removeIf(copy -> {
                    boolean of = copy.getKey().run().equals(run);
                    bytes -= of ? copy.getValue().length : 0;
                    return of;
                });
    }
}
