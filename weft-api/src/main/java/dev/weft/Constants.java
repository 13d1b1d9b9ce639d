package dev.weft;

import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.ValueCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The constants of a workflow, encoded, each distinct one once: scalars are compared by class and
/// value before they are encoded, all others by their bytes. Not safe for several threads.
final class Constants {
    private final ValueCodec codec;
    private final List<byte[]> encoded = new ArrayList<>();
    private final Map<Object, Integer> byValue = new HashMap<>();
    private final IdentityHashMap<Object, Integer> byObject = new IdentityHashMap<>();
    private final Map<Bytes, Integer> byBytes = new HashMap<>();

    Constants(ValueCodec codec) {
        this.codec = codec;
    }

    /// Whether a value is of an immutable type of the JDK that has no parts, and whose `equals` tells
    /// values apart that are encoded differently. `null` is one.
    static boolean isScalar(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String _, Integer _, Long _, Double _, Boolean _, Character _ -> true;
            case Float _, Short _, Byte _ -> true;
            case BigInteger number -> number.getClass() == BigInteger.class;
            case BigDecimal number -> number.getClass() == BigDecimal.class;
            default -> false;
        };
    }

    int size() {
        return encoded.size();
    }

    byte[] encoded(int slot) {
        return encoded.get(slot);
    }

    /// The slot of a value.
    ///
    /// @param where says for an error what the value is
    /// @throws WorkflowRefusedException if it cannot be encoded
    int slot(@Nullable Object value, Supplier<String> where) {
        Object key = value == null ? Null.NULL : value;
        boolean scalar = isScalar(value);
        Integer known = scalar ? byValue.get(key) : byObject.get(key);
        if (known != null) {
            return known;
        }
        int slot = slotOf(encode(value, where));
        if (scalar) {
            byValue.put(key, slot);
        } else {
            byObject.put(key, slot);
        }
        return slot;
    }

    private int slotOf(byte[] bytes) {
        Integer known = byBytes.putIfAbsent(new Bytes(bytes), encoded.size());
        if (known != null) {
            return known;
        }
        encoded.add(bytes);
        return encoded.size() - 1;
    }

    private byte[] encode(@Nullable Object value, Supplier<String> where) {
        try {
            return codec.encode(value);
        } catch (CannotEncodeException e) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.CANNOT_ENCODE,
                    "%s must be data that can be encoded: %s"
                            .formatted(where.get(), e.getMessage()),
                    e);
        }
    }

    private enum Null {
        NULL
    }

    private static final class Bytes {
        private final byte[] bytes;
        private final int hash;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that
                    && hash == that.hash
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
