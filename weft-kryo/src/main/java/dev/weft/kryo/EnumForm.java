package dev.weft.kryo;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Constants of an enum, by name.
final class EnumForm extends Form {
    private final Class<?> type;
    private @Nullable Map<String, Object> constants;

    EnumForm(Class<?> type) {
        this.type = type;
    }

    @Override
    boolean tracked() {
        return false;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        output.writeString(((Enum<?>) value).name());
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        String name = input.readString();
        Object constant = constants().get(name);
        if (constant == null) {
            throw new IllegalArgumentException(
                    "constant %s does not exist in %s; known: %s"
                            .formatted(name, type.getName(), constants().keySet()));
        }
        return constant;
    }

    /// Asked for first when a constant is decoded: only then is the enum initialised.
    private Map<String, Object> constants() {
        Map<String, Object> known = constants;
        if (known == null) {
            known = new HashMap<>();
            for (Object constant : type.getEnumConstants()) {
                known.put(((Enum<?>) constant).name(), constant);
            }
            constants = Map.copyOf(known);
        }
        return known;
    }
}
