package dev.weft.kryo;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `EnumSet` and `EnumMap`: the enum, then the content. Not generic over it, because only the
/// bytes know it.
final class EnumCollectionForm extends Form {
    private final boolean map;

    EnumCollectionForm(boolean map) {
        this.map = map;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        kryo.writeType(output, Behind.enumOf(value));
        if (value instanceof Map<?, ?> entries) {
            MapForm.writeEntries(kryo, output, entries, false);
        } else {
            ArrayForm.writeElements(kryo, output, ((Set<?>) value).toArray());
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // the JDK's own checks refuse what is no such enum
    Object read(ValueKryo kryo, ValueInput input) {
        int id = kryo.current();
        Class type = kryo.readType(input);
        if (!type.isEnum()) {
            throw new IllegalArgumentException(type.getName() + " must be an enum");
        }
        int size = input.readElements();
        if (map) {
            EnumMap made = kryo.publish(id, new EnumMap(type));
            MapForm.readInto(kryo, input, size, (Map<@Nullable Object, @Nullable Object>) made);
            return made;
        }
        EnumSet made = kryo.publish(id, EnumSet.noneOf(type));
        CollectionForm.readInto(kryo, input, size, true, made);
        return made;
    }
}
