package dev.weft.spi;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps values that are too large to travel inside a step. Writing returns when the value is
/// acknowledged: a commit may name it from then on.
///
/// Safe for many threads and processes; methods block and may throw [StoreUnavailableException].
public interface BlobStore extends AutoCloseable {
    /// Writes a value if it is absent; a value is never overwritten.
    ///
    /// @param expiry how long it is kept at most, whatever happens
    void put(RunKey run, ValueId value, byte[] bytes, Duration expiry);

    /// Most bytes of one value.
    default long maxBytes() {
        return Integer.MAX_VALUE - 8;
    }

    /// Reads a value; empty if it is not there (any more).
    Optional<byte[]> fetch(RunKey run, ValueId value);

    /// Reads values, all at once where the store can.
    ///
    /// @return those that are there
    default Map<ValueId, byte[]> fetch(RunKey run, List<ValueId> values) {
        Map<ValueId, byte[]> found = new HashMap<>();
        for (ValueId value : values) {
            fetch(run, value).ifPresent(bytes -> found.put(value, bytes));
        }
        return found;
    }

    /// Deletes values; those that are not there are passed over.
    void delete(RunKey run, List<ValueId> values);

    @Override
    void close();
}
