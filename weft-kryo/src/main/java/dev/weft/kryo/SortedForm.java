package dev.weft.kryo;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sorted sets, sorted maps and priority queues: the comparator, which must be one of the JDK's
/// well-known ones or of a type that can be encoded, then the content as iterated.
final class SortedForm extends Form {
    private final Function<@Nullable Comparator<Object>, Object> maker;

    SortedForm(Function<@Nullable Comparator<Object>, Object> maker) {
        this.maker = maker;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        try {
            kryo.writeClassAndObject(output, comparator(value));
        } catch (Refusal refusal) {
            throw refusal.within(".comparator");
        }
        if (value instanceof Map<?, ?> map) {
            MapForm.writeEntries(kryo, output, map, false);
        } else {
            ArrayForm.writeElements(kryo, output, ((Collection<?>) value).toArray());
        }
    }

    private static @Nullable Object comparator(Object value) {
        return switch (value) {
            case SortedMap<?, ?> map -> map.comparator();
            case SortedSet<?> set -> set.comparator();
            case PriorityQueue<?> queue -> queue.comparator();
            default -> throw new IllegalArgumentException("not sorted: " + value.getClass());
        };
    }

    @Override
    @SuppressWarnings("unchecked") // what is read decides the types; a wrong one fails by name
    Object read(ValueKryo kryo, ValueInput input) {
        int id = kryo.current();
        Comparator<Object> comparator = (Comparator<Object>) kryo.readClassAndObject(input);
        int size = input.readElements();
        Object made = kryo.publish(id, maker.apply(comparator));
        if (made instanceof Map<?, ?> map) {
            MapForm.readInto(kryo, input, size, (Map<@Nullable Object, @Nullable Object>) map);
        } else {
            boolean set = made instanceof SortedSet<?>;
            CollectionForm.readInto(kryo, input, size, set, (Collection<@Nullable Object>) made);
        }
        return made;
    }
}
