package dev.weft.kryo;

import java.util.function.BiConsumer;
import java.util.function.Function;

/// A value without parts, by two functions.
final class LeafForm<T> extends Form {
    private final Class<T> type;
    private final boolean tracked;
    private final BiConsumer<ValueOutput, T> writer;
    private final Function<ValueInput, T> reader;

    LeafForm(
            Class<T> type,
            boolean tracked,
            BiConsumer<ValueOutput, T> writer,
            Function<ValueInput, T> reader) {
        this.type = type;
        this.tracked = tracked;
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    boolean tracked() {
        return tracked;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        writer.accept(output, type.cast(value));
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        return reader.apply(input);
    }
}
