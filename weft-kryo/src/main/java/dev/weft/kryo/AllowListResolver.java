package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import com.esotericsoftware.kryo.kryo5.util.IdentityObjectIntMap;
import java.util.ArrayList;
import java.util.List;

/// Writes types of the JDK's allow-list by the fixed codes of [JdkTypes], all others by name the
/// first time and by a number within the value after that. Nothing depends on an order of
/// registration.
final class AllowListResolver extends DefaultClassResolver {
    static final int NULL = 0;
    static final int REFERENCE = 1;
    private static final int NAME = 2;
    private static final int FIRST_NUMBER = 100;

    private final TypeCatalog catalog;
    private final IdentityObjectIntMap<Registration> numbers = new IdentityObjectIntMap<>();
    private Class<?> lastType = String.class;
    private Registration last;
    private final List<Registration> named = new ArrayList<>();

    AllowListResolver(TypeCatalog catalog) {
        this.catalog = catalog;
        last = catalog.of(lastType);
    }

    /// @throws Refusal if the type is not allowed
    Registration registration(Class<?> type) {
        if (type != lastType) {
            last = catalog.of(type);
            lastType = type;
        }
        return last;
    }

    void write(ValueOutput output, Registration type) {
        int code = type.getId();
        if (code >= 0) {
            output.writeVarInt(code, true);
            return;
        }
        int number = numbers.get(type, -1);
        if (number >= 0) {
            output.writeVarInt(FIRST_NUMBER + number, true);
            return;
        }
        numbers.put(type, numbers.size);
        output.writeVarInt(NAME, true);
        output.writeString(type.getType().getName());
        output.writeInt(((Form) type.getSerializer()).shape());
    }

    /// @throws ForbiddenTypeException if it is not allowed or does not exist
    /// @throws IllegalArgumentException if it has another shape here than where it was written
    Registration read(int code, ValueInput input) {
        if (code == NAME) {
            return readName(input);
        }
        if (code >= FIRST_NUMBER) {
            return named.get(code - FIRST_NUMBER);
        }
        return JdkTypes.of(code);
    }

    private Registration readName(ValueInput input) {
        Registration type = catalog.named(input.readString());
        named.add(type);
        if (input.readInt() != ((Form) type.getSerializer()).shape()) {
            throw new IllegalArgumentException(
                    "%s has other fields here than where the value was encoded"
                            .formatted(type.getType().getName()));
        }
        return type;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the superclass has it
    public Registration writeClass(Output output, Class type) {
        Registration registration = catalog.of(type);
        write((ValueOutput) output, registration);
        return registration;
    }

    @Override
    public Registration readClass(Input input) {
        return read(input.readVarInt(true), (ValueInput) input);
    }

    @Override
    public void reset() {
        super.reset();
        if (numbers.size > 0 || !named.isEmpty()) {
            numbers.clear(64);
            named.clear();
        }
    }
}
