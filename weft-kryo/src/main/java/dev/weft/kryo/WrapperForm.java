package dev.weft.kryo;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Unmodifiable and synchronized views: which one, and the collection behind it, which keeps its
/// own type and may be shared with others in the value.
final class WrapperForm extends Form {
    private final String prefix;
    private final List<Wrap> wraps;

    /// @param name of the JDK's class behind the prefix
    /// @param around gives a view of a collection
    record Wrap(String name, Function<@Nullable Object, Object> around) {}

    /// @param wraps in the order of their numbers, which are part of the format
    WrapperForm(String prefix, List<Wrap> wraps) {
        this.prefix = prefix;
        this.wraps = wraps;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        output.writeByte(number(value.getClass()));
        kryo.writeClassAndObject(output, Behind.of(value));
    }

    private int number(Class<?> type) {
        String name = type.getName().substring(prefix.length()).replaceFirst("\\$.*", "");
        String plain = name.equals("RandomAccessList") ? "List" : name;
        for (int i = 0; i < wraps.size(); i++) {
            if (wraps.get(i).name.equals(plain)) {
                return i;
            }
        }
        throw new Refusal("%s cannot be wrapped again".formatted(type.getName()));
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        int id = kryo.current();
        ValueKryo.Mark mark = kryo.mark();
        Wrap wrap = wraps.get(input.readByte());
        @Nullable Object[] inner = {kryo.readClassAndObject(input)};
        return kryo.built(id, mark, false, inner, parts -> wrap.around.apply(parts[0]));
    }
}
