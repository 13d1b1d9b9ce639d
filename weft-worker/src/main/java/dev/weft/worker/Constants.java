package dev.weft.worker;

import dev.weft.spi.ValueCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The constants of a run, decoded when first needed. Immutable ones are decoded once for all.
///
/// Safe for many threads.
final class Constants {
    private static final Object NULL = new Object();
    private static final Object MUTABLE = new Object();

    private final List<byte[]> encoded;
    private final ValueCodec codec;
    private final Imports imports;
    private final AtomicReferenceArray<Object> decoded;

    Constants(List<byte[]> encoded, ValueCodec codec) {
        this(encoded, codec, Imports.NONE);
    }

    /// @param imports stand for the first slots
    Constants(List<byte[]> encoded, ValueCodec codec, Imports imports) {
        this.encoded = encoded;
        this.imports = imports;
        this.codec = codec;
        this.decoded = new AtomicReferenceArray<>(encoded.size());
    }

    @Nullable Object value(int slot) {
        if (slot < imports.count()) {
            return imports.value(slot);
        }
        Object known = decoded.getAcquire(slot);
        if (known == null) {
            return decode(slot);
        }
        if (known == MUTABLE) {
            return codec.decode(encoded.get(slot));
        }
        return known == NULL ? null : known;
    }

    private @Nullable Object decode(int slot) {
        Object value = codec.decode(encoded.get(slot));
        if (value == null) {
            decoded.setRelease(slot, NULL);
        } else {
            decoded.setRelease(slot, codec.isImmutable(value) ? value : MUTABLE);
        }
        return value;
    }
}
