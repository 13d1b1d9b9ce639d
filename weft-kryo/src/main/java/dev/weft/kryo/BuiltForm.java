package dev.weft.kryo;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Immutable objects and wrappers, which are built when all their parts are there.
final class BuiltForm extends Form {
    private final Parts order;
    private final Function<Object, @Nullable Object[]> taken;
    private final Function<@Nullable Object[], Object> build;

    /// What the parts are, which decides in which order they are written.
    enum Parts {
        /// As they come.
        LIST,
        /// Elements of a set, by content.
        SET,
        /// Keys and values of a map in turns, by content of the keys.
        MAP
    }

    BuiltForm(
            Parts order,
            Function<Object, @Nullable Object[]> taken,
            Function<@Nullable Object[], Object> build) {
        this.order = order;
        this.taken = taken;
        this.build = build;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        switch (order) {
            case LIST -> ArrayForm.writeElements(kryo, output, taken.apply(value));
            case SET -> CollectionForm.writeHash(kryo, output, (Collection<?>) value);
            case MAP -> MapForm.writeEntries(kryo, output, (Map<?, ?>) value, true);
        }
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        int id = kryo.current();
        ValueKryo.Mark mark = kryo.mark();
        int elements = input.readElements();
        int parts = order == Parts.MAP ? Math.multiplyExact(elements, 2) : elements;
        return kryo.built(id, mark, order != Parts.LIST, kryo.readAll(input, parts), build);
    }
}
