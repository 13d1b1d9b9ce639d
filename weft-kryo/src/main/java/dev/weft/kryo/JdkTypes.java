package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.Registration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The JDK's part of the allow-list that has forms of its own: each with the code by which it goes
/// in encoded bytes. Codes are part of the format: new ones are added, none is given again.
final class JdkTypes {
    private static final int CODES = 100;

    private final @Nullable Registration[] byCode = new Registration[CODES];
    private final Map<Class<?>, Registration> byType = new HashMap<>();
    private final Set<Class<?>> immutableLeaves = new HashSet<>();
    private final Set<Class<?>> immutableHolders = new HashSet<>();

    private static final JdkTypes ALL = new JdkTypes();

    private JdkTypes() {
        JdkLeaves.addTo(this);
        JdkArrays.addTo(this);
        JdkCollections.addTo(this);
        JdkWrappers.addTo(this);
    }

    /// The form of a type, or nothing if it has none here.
    static @Nullable Registration find(Class<?> type) {
        Registration found = ALL.byType.get(type);
        return found == null && type.isArray() ? ALL.byType.get(Object[].class) : found;
    }

    /// @throws IllegalArgumentException if there is no such code
    static Registration of(int code) {
        Registration found = code >= 0 && code < CODES ? ALL.byCode[code] : null;
        if (found == null) {
            throw new IllegalArgumentException("the type code %d is unknown".formatted(code));
        }
        return found;
    }

    static boolean isImmutableLeaf(Class<?> type) {
        return ALL.immutableLeaves.contains(type);
    }

    static boolean isImmutableHolder(Class<?> type) {
        return ALL.immutableHolders.contains(type);
    }

    /// Adds a type, with others whose values come back as it.
    void add(int code, Form form, Class<?> type, Class<?>... others) {
        Registration registration = new Registration(type, form, code);
        if (byCode[code] != null) {
            throw new IllegalStateException("code %d must be free".formatted(code));
        }
        byCode[code] = registration;
        put(type, registration);
        for (Class<?> other : others) {
            put(other, registration);
        }
    }

    private void put(Class<?> type, Registration registration) {
        if (byType.putIfAbsent(type, registration) != null) {
            throw new IllegalStateException("%s must be added once".formatted(type));
        }
    }

    void addImmutableLeaf(int code, Form form, Class<?> type, Class<?>... others) {
        add(code, form, type, others);
        immutableLeaves.add(type);
        immutableLeaves.addAll(Set.of(others));
    }

    void addImmutableHolder(int code, Form form, Class<?> type, Class<?>... others) {
        add(code, form, type, others);
        immutableHolders.add(type);
        immutableHolders.addAll(Set.of(others));
    }

    /// A type of the JDK that is not public, by its name.
    static Class<?> hidden(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this JDK has no " + name, e);
        }
    }

    static Class<?>[] hidden(String... names) {
        Class<?>[] types = new Class<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            types[i] = hidden(names[i]);
        }
        return types;
    }
}
