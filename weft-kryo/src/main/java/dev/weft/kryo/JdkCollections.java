package dev.weft.kryo;

import dev.weft.kryo.CollectionForm.Order;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The JDK's mutable collections.
final class JdkCollections {
    private final JdkTypes types;

    private JdkCollections(JdkTypes types) {
        this.types = types;
    }

    static void addTo(JdkTypes types) {
        JdkCollections collections = new JdkCollections(types);
        collections.addLists();
        collections.addQueuesAndSets();
        collections.addMaps();
        collections.addSorted();
        collections.addComparators();
    }

    private void collection(
            int code,
            Order order,
            IntFunction<Collection<@Nullable Object>> maker,
            Class<?> type,
            Class<?>... views) {
        types.add(code, new CollectionForm(order, maker), type, views);
    }

    private void map(
            int code,
            boolean byContent,
            IntFunction<Map<@Nullable Object, @Nullable Object>> maker,
            Class<?> type) {
        types.add(code, new MapForm(byContent, maker), type);
    }

    @SuppressWarnings("JdkObsolete") // users' values may still have them
    private void addLists() {
        collection(
                53,
                Order.POSITION,
                ArrayList::new,
                ArrayList.class,
                JdkTypes.hidden(
                        "java.util.ArrayList$SubList",
                        "java.util.AbstractList$SubList",
                        "java.util.AbstractList$RandomAccessSubList",
                        "java.util.HashMap$Values",
                        "java.util.LinkedHashMap$LinkedValues",
                        "java.util.TreeMap$Values",
                        "java.util.Collections$CopiesList"));
        collection(54, Order.POSITION, _ -> new LinkedList<>(), LinkedList.class);
        collection(55, Order.POSITION, Vector::new, Vector.class);
        collection(56, Order.POSITION, _ -> new Stack<>(), Stack.class);
        collection(
                57, Order.POSITION, _ -> new CopyOnWriteArrayList<>(), CopyOnWriteArrayList.class);
        types.add(58, new FixedListForm(), JdkTypes.hidden("java.util.Arrays$ArrayList"));
    }

    @SuppressWarnings({"NonApiType", "unchecked", "rawtypes"})
    private void addQueuesAndSets() {
        collection(59, Order.QUEUE, _ -> new ArrayDeque(), ArrayDeque.class);
        collection(60, Order.QUEUE, _ -> new ConcurrentLinkedQueue(), ConcurrentLinkedQueue.class);
        collection(61, Order.QUEUE, _ -> new ConcurrentLinkedDeque(), ConcurrentLinkedDeque.class);
        collection(
                62,
                Order.HASH,
                HashSet::newHashSet,
                HashSet.class,
                JdkTypes.hidden("java.util.HashMap$KeySet", "java.util.HashMap$EntrySet"));
        collection(
                63,
                Order.LINKED_HASH,
                LinkedHashSet::newLinkedHashSet,
                LinkedHashSet.class,
                JdkTypes.hidden(
                        "java.util.LinkedHashMap$LinkedKeySet",
                        "java.util.LinkedHashMap$LinkedEntrySet",
                        "java.util.TreeMap$EntrySet"));
        collection(
                64, Order.LINKED_HASH, _ -> new CopyOnWriteArraySet<>(), CopyOnWriteArraySet.class);
        collection(
                65,
                Order.HASH,
                _ -> (Collection) ConcurrentHashMap.newKeySet(),
                JdkTypes.hidden("java.util.concurrent.ConcurrentHashMap$KeySetView"));
        Class<?> small = EnumSet.noneOf(TimeUnit.class).getClass();
        Class<?> large = JdkTypes.hidden("java.util.JumboEnumSet");
        types.add(66, new EnumCollectionForm(false), small, large);
    }

    @SuppressWarnings({"JdkObsolete", "unchecked", "rawtypes"})
    private void addMaps() {
        map(67, true, HashMap::newHashMap, HashMap.class);
        map(68, false, LinkedHashMap::newLinkedHashMap, LinkedHashMap.class);
        map(69, true, _ -> (Map) new ConcurrentHashMap<>(), ConcurrentHashMap.class);
        map(70, true, _ -> (Map) new Hashtable<>(), Hashtable.class);
        map(71, true, _ -> new IdentityHashMap<>(), IdentityHashMap.class);
        types.add(72, new EnumCollectionForm(true), EnumMap.class);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a comparator that does not fit fails by name
    private void addSorted() {
        types.add(73, new SortedForm(c -> new TreeMap<>(c)), TreeMap.class);
        types.add(
                74,
                new SortedForm(c -> new TreeSet<>(c)),
                TreeSet.class,
                JdkTypes.hidden("java.util.TreeMap$KeySet"));
        types.add(
                75,
                new SortedForm(c -> new ConcurrentSkipListMap<>(c)),
                ConcurrentSkipListMap.class);
        types.add(
                76,
                new SortedForm(c -> new ConcurrentSkipListSet<>(c)),
                ConcurrentSkipListSet.class);
        types.add(77, new SortedForm(c -> new PriorityQueue<>(c)), PriorityQueue.class);
    }

    private void addComparators() {
        constant(78, Comparator.<Integer>naturalOrder());
        constant(79, Collections.reverseOrder());
        constant(80, String.CASE_INSENSITIVE_ORDER);
    }

    private void constant(int code, Object constant) {
        Form form = new LeafForm<>(Object.class, false, (_, _) -> {}, _ -> constant);
        types.addImmutableLeaf(code, form, constant.getClass());
    }
}
