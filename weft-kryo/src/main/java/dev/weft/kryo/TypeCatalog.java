package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.Registration;
import java.lang.reflect.Modifier;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The types that a codec allows, each with its form, found once. Safe for many threads.
final class TypeCatalog {
    /// The code of a type that goes by its name.
    private static final int BY_NAME = -1;

    private static final int MAX_NAME = 1_024;

    private final AllowList allowed;
    private final ConcurrentMap<String, Registration> byName = new ConcurrentHashMap<>();
    private final ClassValue<Registration> byType =
            new ClassValue<>() {
                @Override
                protected Registration computeValue(Class<?> type) {
                    return register(type);
                }
            };

    TypeCatalog(ClassLoader application) {
        allowed = new AllowList(application);
    }

    /// @throws Refusal if values of the type cannot be encoded
    Registration of(Class<?> type) {
        return byType.get(type);
    }

    private Registration register(Class<?> type) {
        Registration known = JdkTypes.find(type);
        if (known != null) {
            return known;
        }
        Class<?> named = Enum.class.isAssignableFrom(type) ? declaring(type) : type;
        String problem = allowed.problem(named);
        if (problem != null) {
            throw new Refusal(problem);
        }
        return new Registration(named, form(named), BY_NAME);
    }

    /// The type of a constant that has a body is a subclass of its enum.
    private static Class<?> declaring(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        return parent != null && parent.isEnum() ? parent : type;
    }

    private static Form form(Class<?> type) {
        if (type.isEnum()) {
            return new EnumForm(type);
        }
        if (type.isRecord()) {
            return new RecordForm(type);
        }
        return type.isInterface()
                        || Modifier.isAbstract(type.getModifiers())
                        || type == Object.class
                ? new ElementTypeForm(type)
                : new FieldsForm(type);
    }

    /// @throws ForbiddenTypeException if there is no such type or it is not allowed; it has not been
    ///     initialised then
    Registration named(String name) {
        Registration known = byName.get(name);
        if (known != null) {
            return known;
        }
        if (name.length() > MAX_NAME) {
            throw new ForbiddenTypeException(name.substring(0, 40) + "…", "is no name of a type");
        }
        Registration found = find(allowed.load(name));
        byName.putIfAbsent(name, found);
        return found;
    }

    private Registration find(Class<?> type) {
        @Nullable String problem = null;
        try {
            Registration found = of(type);
            if (found.getId() == BY_NAME && found.getType() == type) {
                return found;
            }
        } catch (Refusal refusal) {
            problem = refusal.getMessage();
        }
        throw new ForbiddenTypeException(
                type.getName(), problem == null ? "does not go by its name" : problem);
    }
}
