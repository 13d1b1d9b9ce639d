package dev.weft;

import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A map of constant keys to handles.
final class MapArg<K, V> implements Arg<Map<K, V>> {
    final @Nullable Object[] keys;
    final Arg<?>[] values;

    /// Whether the order of the keys is the author's. Where it is not, it may differ from process to
    /// process, and the keys are put in the order of their encoded bytes.
    final boolean ordered;

    final boolean dynamic;

    private MapArg(@Nullable Object[] keys, Arg<?>[] values, boolean ordered) {
        this.keys = keys;
        this.values = values;
        this.ordered = ordered;
        this.dynamic = Dynamic.isAnyDynamic(values);
    }

    static <K, V> MapArg<K, V> of(Map<? extends K, ? extends Arg<? extends V>> entries) {
        @Nullable Object[] keys = new Object[entries.size()];
        Arg<?>[] values = new Arg<?>[keys.length];
        int next = 0;
        for (Map.Entry<? extends K, ? extends Arg<? extends V>> entry : entries.entrySet()) {
            if (entry.getValue() == null) {
                throw WorkflowRefusedException.nullArgument(
                        "value of key '%s' of a map".formatted(entry.getKey()));
            }
            keys[next] = entry.getKey();
            values[next++] = entry.getValue();
        }
        return new MapArg<>(keys, values, entries instanceof SequencedMap);
    }

    @Override
    public String toString() {
        return "map of " + keys.length;
    }
}
