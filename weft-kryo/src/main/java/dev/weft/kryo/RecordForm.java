package dev.weft.kryo;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Records: written from their fields, so that accessors with an opinion are not asked; read
/// through the canonical constructor, so that its checks hold.
final class RecordForm extends Form {
    private final Class<?> type;
    private final Slot[] slots;
    private final Constructor<?> constructor;
    private final int shape;

    RecordForm(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        slots = new Slot[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                slots[i] = new Slot(type.getDeclaredField(components[i].getName()));
            }
            constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("record without canonical form: " + type, e);
        }
        shape = Slot.shape(slots);
    }

    @Override
    int shape() {
        return shape;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        for (Slot slot : slots) {
            slot.write(kryo, output, value);
        }
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        int id = kryo.current();
        ValueKryo.Mark mark = kryo.mark();
        @Nullable Object[] parts = new Object[slots.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = slots[i].read(kryo, input);
        }
        return kryo.built(id, mark, false, parts, this::construct);
    }

    private Object construct(@Nullable Object[] parts) {
        try {
            return constructor.newInstance(parts);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(
                    "the constructor of %s refused %s: %s"
                            .formatted(
                                    type.getName(),
                                    Arrays.stream(slots).map(Slot::name).toList(),
                                    refused.getCause()),
                    refused.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be constructed", e);
        }
    }
}
