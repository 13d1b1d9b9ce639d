package dev.weft.kryo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands, while a cycle is read, for an object that cannot be built yet, because its constructor
/// needs something that is not there yet. Never leaves the codec.
final class Pending {
    private final List<Consumer<Object>> waiting = new ArrayList<>();
    private @Nullable Object object;

    /// Calls back with the object, at once if it exists.
    void then(Consumer<Object> action) {
        if (object != null) {
            action.accept(object);
        } else {
            waiting.add(action);
        }
    }

    void resolve(Object built) {
        object = built;
        waiting.forEach(action -> action.accept(built));
        waiting.clear();
    }

    boolean isOpen() {
        return object == null;
    }

    /// @throws IllegalArgumentException if it could not be built
    Object object() {
        if (object == null) {
            throw new IllegalArgumentException("an object is part of what builds it");
        }
        return object;
    }
}
