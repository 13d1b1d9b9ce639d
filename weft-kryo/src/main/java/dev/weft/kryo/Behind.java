package dev.weft.kryo;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what the JDK's wrappers and enum collections hold and do not tell: by having them begin
/// to serialize themselves, which needs no access to their fields, and stopping at the answer.
final class Behind extends ObjectOutputStream {
    private final Object wrapper;
    private @Nullable Object found;
    private @Nullable Class<?> enumType;

    private Behind(Object wrapper) throws IOException {
        super(OutputStream.nullOutputStream());
        this.wrapper = wrapper;
        enableReplaceObject(true);
    }

    /// The collection behind an unmodifiable or synchronized one.
    static Object of(Object wrapper) {
        Object found = ask(wrapper).found;
        if (found == null) {
            throw new Refusal(
                    "what it wraps cannot be found; copy it into a collection of its own");
        }
        return found;
    }

    /// The enum whose constants an `EnumSet` or the keys of an `EnumMap` are.
    static Class<?> enumOf(Object collection) {
        if (collection instanceof EnumSet<?> set) {
            return enumOfSet(set);
        }
        Iterator<?> keys = ((Map<?, ?>) collection).keySet().iterator();
        if (keys.hasNext()) {
            return ((Enum<?>) keys.next()).getDeclaringClass();
        }
        return known(ask(collection).enumType);
    }

    private static <E extends Enum<E>> Class<?> enumOfSet(EnumSet<E> set) {
        Set<E> constants = set.isEmpty() ? EnumSet.complementOf(set) : set;
        for (E constant : constants) {
            return constant.getDeclaringClass();
        }
        return known(null);
    }

    private static Class<?> known(@Nullable Class<?> type) {
        if (type == null) {
            throw new Refusal("its enum has no constants and cannot be found");
        }
        return type;
    }

    private static Behind ask(Object wrapper) {
        try (Behind stream = new Behind(wrapper)) {
            try {
                stream.writeObject(wrapper);
            } catch (Found answer) {
                return stream;
            }
            return stream;
        } catch (IOException e) {
            throw new Refusal("what it holds cannot be found: " + e);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the wrapper itself, not one that is equal
    protected Object replaceObject(Object object) {
        if (object == wrapper) {
            return object;
        }
        found = object;
        throw new Found();
    }

    @Override
    protected void annotateClass(Class<?> type) {
        if (type.isEnum()) {
            enumType = type;
            throw new Found();
        }
    }

    /// Ends the serialization; unchecked, because the stream writes checked ones down.
    private static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1;

        Found() {
            super(null, null, false, false);
        }
    }
}
