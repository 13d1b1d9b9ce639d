package dev.weft.cli;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes a result for people: one line for each of several, one for each entry of a map or component
/// of a record.
final class ResultText {
    /// Elements of an array that are worth reading.
    private static final int SHOWN = 100;

    private ResultText() {}

    static List<String> lines(@Nullable Object result) {
        return switch (result) {
            case Collection<?> several -> several.stream().map(ResultText::inline).toList();
            case Map<?, ?> map -> entries(map).map(e -> entry(e.getKey(), e.getValue())).toList();
            case Record value when isPlain(value) -> components(value);
            case null, default -> List.of(inline(result));
        };
    }

    /// Maps without an order of their own are sorted, as far as their keys can be.
    private static Stream<Map.Entry<?, ?>> entries(Map<?, ?> map) {
        Stream<Map.Entry<?, ?>> entries = map.entrySet().stream().map(entry -> entry);
        return map instanceof SequencedMap
                ? entries
                : entries.sorted(Comparator.comparing(entry -> String.valueOf(entry.getKey())));
    }

    private static String entry(@Nullable Object key, @Nullable Object value) {
        return "%s: %s".formatted(inline(key), inline(value));
    }

    /// Whether a record has the text that the compiler gave it.
    private static boolean isPlain(Record value) {
        return value.toString().startsWith(value.getClass().getSimpleName() + "[");
    }

    private static List<String> components(Record value) {
        List<String> lines = new ArrayList<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            lines.add(entry(component.getName(), component(value, component)));
        }
        return lines;
    }

    private static @Nullable Object component(Record value, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true); // the record may be hidden in its package
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read %s of %s".formatted(component, value), e);
        }
    }

    private static String inline(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Collection<?> several -> joined(several.stream(), "[", "]");
            case Map<?, ?> map ->
                    joined(entries(map).map(e -> entry(e.getKey(), e.getValue())), "{", "}");
            case Record record when isPlain(record) ->
                    record.getClass().getSimpleName()
                            + joined(components(record).stream(), "[", "]");
            default -> value.getClass().isArray() ? array(value) : value.toString();
        };
    }

    private static String joined(Stream<?> items, String open, String close) {
        StringJoiner joined = new StringJoiner(", ", open, close);
        items.forEach(item -> joined.add(item instanceof String text ? text : inline(item)));
        return joined.toString();
    }

    private static String array(Object array) {
        int length = Array.getLength(array);
        StringJoiner joined = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < Math.min(length, SHOWN); i++) {
            joined.add(inline(Array.get(array, i)));
        }
        if (length > SHOWN) {
            joined.add("… %,d in all".formatted(length));
        }
        return joined.toString();
    }
}
