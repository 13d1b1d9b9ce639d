package dev.weft.kryo;

import dev.weft.kryo.BuiltForm.Parts;
import dev.weft.kryo.WrapperForm.Wrap;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The JDK's immutable collections and wrappers around one or two other values.
@SuppressWarnings({"unchecked", "rawtypes"}) // what is read decides; a wrong type fails by name
final class JdkWrappers {
    private final JdkTypes types;

    private JdkWrappers(JdkTypes types) {
        this.types = types;
    }

    static void addTo(JdkTypes types) {
        JdkWrappers wrappers = new JdkWrappers(types);
        wrappers.addImmutable();
        wrappers.addEmptyAndSingle();
        wrappers.addHolders();
        wrappers.addUnmodifiable();
        wrappers.addSynchronized();
    }

    private static Form built(
            Function<Object, @Nullable Object[]> taken,
            Function<@Nullable Object[], Object> build) {
        return new BuiltForm(Parts.LIST, taken, build);
    }

    private static @Nullable Object[] elements(Object collection) {
        return ((Collection<?>) collection).toArray();
    }

    private void addImmutable() {
        String in = "java.util.ImmutableCollections$";
        types.addImmutableHolder(
                81,
                built(JdkWrappers::elements, JdkWrappers::listOf),
                JdkTypes.hidden(in + "ListN"),
                JdkTypes.hidden(in + "List12", in + "SubList"));
        types.addImmutableHolder(
                82,
                new BuiltForm(Parts.SET, JdkWrappers::elements, Set::of),
                JdkTypes.hidden(in + "SetN"),
                JdkTypes.hidden(in + "Set12"));
        types.addImmutableHolder(
                83,
                new BuiltForm(
                        Parts.MAP, map -> MapForm.entries((Map<?, ?>) map), JdkWrappers::mapOf),
                JdkTypes.hidden(in + "MapN"),
                JdkTypes.hidden(in + "Map1"));
    }

    /// Lists of `Stream.toList` may hold null, others may not.
    private static Object listOf(@Nullable Object[] elements) {
        return Arrays.stream(elements).anyMatch(Objects::isNull)
                ? Arrays.stream(elements).toList()
                : List.of(elements);
    }

    private static Object mapOf(@Nullable Object[] entries) {
        Map.Entry[] pairs = new Map.Entry[entries.length / 2];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] =
                    Map.entry(
                            Objects.requireNonNull(entries[2 * i]),
                            Objects.requireNonNull(entries[2 * i + 1]));
        }
        return Map.ofEntries(pairs);
    }

    private void addEmptyAndSingle() {
        constant(84, Collections.emptyList());
        constant(85, Collections.emptySet());
        constant(86, Collections.emptyMap());
        types.addImmutableHolder(
                87,
                built(JdkWrappers::elements, p -> Collections.singletonList(one(p))),
                JdkTypes.hidden("java.util.Collections$SingletonList"));
        types.addImmutableHolder(
                88,
                built(JdkWrappers::elements, p -> Collections.singleton(one(p))),
                JdkTypes.hidden("java.util.Collections$SingletonSet"));
        types.addImmutableHolder(
                89,
                built(
                        m -> MapForm.entries((Map<?, ?>) m),
                        p -> Collections.singletonMap(p[0], p[1])),
                JdkTypes.hidden("java.util.Collections$SingletonMap"));
    }

    private void constant(int code, Object constant) {
        Form form = new LeafForm<>(Object.class, false, (_, _) -> {}, _ -> constant);
        types.addImmutableLeaf(code, form, constant.getClass());
    }

    private static @Nullable Object one(@Nullable Object[] parts) {
        if (parts.length != 1) {
            throw new IllegalArgumentException("%d parts where one is due".formatted(parts.length));
        }
        return parts[0];
    }

    private void addHolders() {
        types.addImmutableHolder(
                90,
                built(
                        o -> new Object[] {((Optional) o).orElse(null)},
                        p -> Optional.ofNullable(one(p))),
                Optional.class);
        types.addImmutableHolder(
                91,
                built(
                        JdkWrappers::pair,
                        p -> Map.entry(Objects.requireNonNull(p[0]), Objects.requireNonNull(p[1]))),
                JdkTypes.hidden("java.util.KeyValueHolder"));
        types.addImmutableHolder(
                92,
                built(JdkWrappers::pair, p -> new SimpleImmutableEntry<>(p[0], p[1])),
                SimpleImmutableEntry.class);
        types.add(
                93,
                built(JdkWrappers::pair, p -> new SimpleEntry<>(p[0], p[1])),
                SimpleEntry.class,
                JdkTypes.hidden(
                        "java.util.HashMap$Node",
                        "java.util.LinkedHashMap$Entry",
                        "java.util.TreeMap$Entry",
                        "java.util.concurrent.ConcurrentHashMap$MapEntry"));
        types.add(94, new ReferenceForm(), AtomicReference.class);
    }

    private static @Nullable Object[] pair(Object entry) {
        return new Object[] {
            ((Map.Entry<?, ?>) entry).getKey(), ((Map.Entry<?, ?>) entry).getValue()
        };
    }

    private void addUnmodifiable() {
        String in = "java.util.Collections$Unmodifiable";
        types.add(
                95,
                new WrapperForm(
                        in,
                        List.of(
                                new Wrap(
                                        "Collection",
                                        c -> Collections.unmodifiableCollection((Collection) c)),
                                new Wrap("List", c -> Collections.unmodifiableList((List) c)),
                                new Wrap("Set", c -> Collections.unmodifiableSet((Set) c)),
                                new Wrap(
                                        "SortedSet",
                                        c -> Collections.unmodifiableSortedSet((SortedSet) c)),
                                new Wrap(
                                        "NavigableSet",
                                        c ->
                                                Collections.unmodifiableNavigableSet(
                                                        (NavigableSet) c)),
                                new Wrap(
                                        "SequencedCollection",
                                        c ->
                                                Collections.unmodifiableSequencedCollection(
                                                        (SequencedCollection) c)),
                                new Wrap(
                                        "SequencedSet",
                                        c ->
                                                Collections.unmodifiableSequencedSet(
                                                        (SequencedSet) c)),
                                new Wrap("Map", m -> Collections.unmodifiableMap((Map) m)),
                                new Wrap(
                                        "SortedMap",
                                        m -> Collections.unmodifiableSortedMap((SortedMap) m)),
                                new Wrap(
                                        "NavigableMap",
                                        m ->
                                                Collections.unmodifiableNavigableMap(
                                                        (NavigableMap) m)),
                                new Wrap(
                                        "SequencedMap",
                                        m ->
                                                Collections.unmodifiableSequencedMap(
                                                        (SequencedMap) m)))),
                JdkTypes.hidden(in + "Collection"),
                JdkTypes.hidden(
                        in + "List",
                        in + "RandomAccessList",
                        in + "Set",
                        in + "SortedSet",
                        in + "NavigableSet",
                        in + "NavigableSet$EmptyNavigableSet",
                        in + "SequencedCollection",
                        in + "SequencedSet",
                        in + "Map",
                        in + "SortedMap",
                        in + "NavigableMap",
                        in + "NavigableMap$EmptyNavigableMap",
                        in + "SequencedMap"));
    }

    private void addSynchronized() {
        String in = "java.util.Collections$Synchronized";
        types.add(
                96,
                new WrapperForm(
                        in,
                        List.of(
                                new Wrap(
                                        "Collection",
                                        c -> Collections.synchronizedCollection((Collection) c)),
                                new Wrap("List", c -> Collections.synchronizedList((List) c)),
                                new Wrap("Set", c -> Collections.synchronizedSet((Set) c)),
                                new Wrap(
                                        "SortedSet",
                                        c -> Collections.synchronizedSortedSet((SortedSet) c)),
                                new Wrap(
                                        "NavigableSet",
                                        c ->
                                                Collections.synchronizedNavigableSet(
                                                        (NavigableSet) c)),
                                new Wrap("Map", m -> Collections.synchronizedMap((Map) m)),
                                new Wrap(
                                        "SortedMap",
                                        m -> Collections.synchronizedSortedMap((SortedMap) m)),
                                new Wrap(
                                        "NavigableMap",
                                        m ->
                                                Collections.synchronizedNavigableMap(
                                                        (NavigableMap) m)))),
                JdkTypes.hidden(in + "Collection"),
                JdkTypes.hidden(
                        in + "List",
                        in + "RandomAccessList",
                        in + "Set",
                        in + "SortedSet",
                        in + "NavigableSet",
                        in + "Map",
                        in + "SortedMap",
                        in + "NavigableMap"));
    }
}
