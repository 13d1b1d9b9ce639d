package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.objenesis.instantiator.ObjectInstantiator;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Plain classes, field by field, superclass first, in the order of the names. No constructor of
/// theirs runs; `transient` fields come back as null or zero.
final class FieldsForm extends Form {
    private final Slot[] slots;
    private final int shape;
    private final ObjectInstantiator<?> instantiator;

    FieldsForm(Class<?> type) {
        List<Slot> found = new ArrayList<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            found.addAll(0, declared(c));
        }
        slots = found.toArray(Slot[]::new);
        shape = Slot.shape(slots);
        instantiator = new StdInstantiatorStrategy().newInstantiatorOf(type);
    }

    private static List<Slot> declared(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(f -> (f.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
                .sorted(Comparator.comparing(Field::getName))
                .map(Slot::new)
                .toList();
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
        Object object = kryo.publish(instantiator.newInstance());
        for (Slot slot : slots) {
            ValueKryo.deliver(slot.read(kryo, input), content -> slot.set(object, content));
        }
        return object;
    }
}
