package dev.weft.kryo;

import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Mutable maps: the number of entries, then key and value of each. Hash maps in an order by
/// content, linked and sorted ones as iterated.
final class MapForm extends Form {
    private final boolean byContent;
    private final IntFunction<Map<@Nullable Object, @Nullable Object>> maker;

    MapForm(boolean byContent, IntFunction<Map<@Nullable Object, @Nullable Object>> maker) {
        this.byContent = byContent;
        this.maker = maker;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        writeEntries(kryo, output, (Map<?, ?>) value, byContent);
    }

    static void writeEntries(ValueKryo kryo, ValueOutput output, Map<?, ?> map, boolean byContent) {
        if (byContent && kryo.makesKey()) {
            output.writeLong(kryo.order().contentOf(kryo, map));
            return;
        }
        @Nullable Object[] entries = entries(map);
        if (byContent) {
            entries = kryo.order().sorted(kryo, entries, 2);
        }
        output.writeVarInt(entries.length / 2, true);
        int i = 0;
        try {
            for (; i < entries.length; i++) {
                kryo.writeClassAndObject(output, entries[i]);
            }
        } catch (Refusal refusal) {
            throw refusal.within(Refusal.key(entries[i & -2]));
        }
    }

    /// Keys and values in turns.
    static @Nullable Object[] entries(Map<?, ?> map) {
        @Nullable Object[] entries = new Object[2 * map.size()];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (i == entries.length) {
                throw new java.util.ConcurrentModificationException();
            }
            entries[i++] = entry.getKey();
            entries[i++] = entry.getValue();
        }
        return i == entries.length ? entries : java.util.Arrays.copyOf(entries, i);
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        int id = kryo.current();
        int size = input.readElements();
        Map<@Nullable Object, @Nullable Object> map = kryo.publish(id, maker.apply(size));
        readInto(kryo, input, size, map);
        return map;
    }

    static void readInto(
            ValueKryo kryo,
            ValueInput input,
            int size,
            Map<@Nullable Object, @Nullable Object> map) {
        ValueKryo.Mark mark = kryo.mark();
        kryo.filled(mark, kryo.readAll(input, Math.multiplyExact(size, 2)), e -> putAll(e, map));
    }

    private static void putAll(
            @Nullable Object[] entries, Map<@Nullable Object, @Nullable Object> map) {
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        if (map.size() * 2 != entries.length) {
            throw new IllegalArgumentException("a map has a key twice");
        }
    }
}
