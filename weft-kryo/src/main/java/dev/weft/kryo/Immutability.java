package dev.weft.kryo;

import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether values are certainly immutable, with everything they refer to.
final class Immutability {
    private static final int MAX_VISITED = 10_000;
    private static final ClassValue<Nature> NATURES =
            new ClassValue<>() {
                @Override
                protected Nature computeValue(Class<?> type) {
                    return natureOf(type);
                }
            };

    private Immutability() {}

    private sealed interface Nature {
        /// Nothing in it can change.
        record Leaf() implements Nature {}

        /// It can change, or nobody knows.
        record Mutable() implements Nature {}

        /// It cannot change itself; what is in it decides.
        record Holder() implements Nature {}

        /// A record whose components in `slots` decide.
        record Parts(List<Slot> slots) implements Nature {}
    }

    static boolean holds(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Integer) {
            return true;
        }
        Nature nature = NATURES.get(value.getClass());
        return nature instanceof Nature.Leaf
                || (!(nature instanceof Nature.Mutable) && holdsDeep(value));
    }

    private static boolean holdsDeep(Object root) {
        ArrayDeque<Object> todo = new ArrayDeque<>();
        todo.push(root);
        for (int visited = 0; !todo.isEmpty(); visited++) {
            Object value = todo.pop();
            boolean fits =
                    switch (NATURES.get(value.getClass())) {
                        case Nature.Leaf _ -> true;
                        case Nature.Mutable _ -> false;
                        case Nature.Parts(var slots) -> addParts(value, slots, todo);
                        case Nature.Holder _ -> addContent(value, todo);
                    };
            if (!fits || visited + todo.size() > MAX_VISITED) {
                return false;
            }
        }
        return true;
    }

    private static boolean addParts(Object value, List<Slot> slots, ArrayDeque<Object> todo) {
        for (Slot slot : slots) {
            Object part = slot.of(value);
            if (part != null) {
                todo.push(part);
            }
        }
        return true;
    }

    private static boolean addContent(Object value, ArrayDeque<Object> todo) {
        return switch (value) {
            case Collection<?> c -> c.size() <= MAX_VISITED && addAll(c, todo);
            case Map<?, ?> map ->
                    map.size() <= MAX_VISITED
                            && addAll(map.keySet(), todo)
                            && addAll(map.values(), todo);
            case Map.Entry<?, ?> entry -> add(entry.getKey(), todo) && add(entry.getValue(), todo);
            case Optional<?> optional -> add(optional.orElse(null), todo);
            default -> false;
        };
    }

    private static boolean addAll(Collection<?> parts, ArrayDeque<Object> todo) {
        for (Object part : parts) {
            add(part, todo);
        }
        return true;
    }

    private static boolean add(@Nullable Object part, ArrayDeque<Object> todo) {
        if (part != null) {
            todo.push(part);
        }
        return true;
    }

    private static Nature natureOf(Class<?> type) {
        if (Enum.class.isAssignableFrom(type) || JdkTypes.isImmutableLeaf(type)) {
            return new Nature.Leaf();
        }
        if (JdkTypes.isImmutableHolder(type)) {
            return new Nature.Holder();
        }
        return type.isRecord() && !type.isHidden() ? natureOfRecord(type) : new Nature.Mutable();
    }

    private static Nature natureOfRecord(Class<?> type) {
        List<Slot> open = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> part = component.getType();
            if (part.isArray()) {
                return new Nature.Mutable();
            }
            if (!part.isPrimitive() && !JdkTypes.isImmutableLeaf(part) && !part.isEnum()) {
                try {
                    open.add(new Slot(type.getDeclaredField(component.getName())));
                } catch (ReflectiveOperationException | RuntimeException closed) {
                    return new Nature.Mutable();
                }
            }
        }
        return open.isEmpty() ? new Nature.Leaf() : new Nature.Parts(List.copyOf(open));
    }
}
