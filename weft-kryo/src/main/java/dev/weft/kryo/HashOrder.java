package dev.weft.kryo;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;

/// The order of keys of one simple type: by the bucket that a hash table of their number has for
/// them, then by hash, then by their natural order. A `HashMap` iterates nearly so, so that there
/// is little to sort, and fills fastest when it is read in that order.
final class HashOrder {
    /// Types whose `hashCode` is specified, and thus the same in every process.
    private static final Set<Class<?>> SIMPLE =
            Set.of(
                    String.class,
                    Integer.class,
                    Long.class,
                    Short.class,
                    Byte.class,
                    Character.class,
                    Boolean.class,
                    UUID.class);

    private static final Comparator<Object> WITHIN_BUCKET =
            Comparator.comparingInt(HashOrder::hash).thenComparing(HashOrder::compare);

    private HashOrder() {}

    /// @return the indexes of the entries in order, or nothing if their keys are not simple
    static int @Nullable [] of(@Nullable Object[] entries, int width) {
        int size = entries.length / width;
        if (!simple(entries, width)) {
            return null;
        }
        int mask = (Integer.highestOneBit(size) << 1) - 1;
        long[] places = new long[size];
        boolean inOrder = true;
        long last = 0;
        for (int i = 0; i < size; i++) {
            int hash = hash(entries[i * width]);
            long bucket = (hash ^ hash >>> 16) & mask;
            inOrder &= bucket >= last;
            last = bucket;
            places[i] = bucket << Integer.SIZE | i;
        }
        if (!inOrder) {
            Arrays.sort(places);
        }
        return withinBuckets(entries, width, places);
    }

    private static boolean simple(@Nullable Object[] entries, int width) {
        Object first = entries[0];
        Class<?> type = first == null ? null : type(first);
        if (first == null || (!SIMPLE.contains(type) && !(first instanceof Enum<?>))) {
            return false;
        }
        for (int i = width; i < entries.length; i += width) {
            Object key = entries[i];
            if (key == null || type(key) != type) {
                return false;
            }
        }
        return true;
    }

    private static Class<?> type(Object key) {
        return key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
    }

    private static int[] withinBuckets(@Nullable Object[] entries, int width, long[] places) {
        int[] order = new int[places.length];
        int start = 0;
        for (int end = 1; end <= places.length; end++) {
            if (end == places.length || places[end] >> 32 != places[start] >> 32) {
                fill(entries, width, places, start, end, order);
                start = end;
            }
        }
        return order;
    }

    private static void fill(
            @Nullable Object[] entries, int width, long[] places, int start, int end, int[] to) {
        if (end - start == 1) {
            to[start] = (int) places[start];
            return;
        }
        Integer[] bucket = new Integer[end - start];
        for (int i = start; i < end; i++) {
            bucket[i - start] = (int) places[i];
        }
        Arrays.sort(
                bucket, (a, b) -> WITHIN_BUCKET.compare(entries[a * width], entries[b * width]));
        for (int i = start; i < end; i++) {
            to[i] = bucket[i - start];
        }
    }

    private static int hash(@Nullable Object key) {
        return switch (key) {
            case null -> 0;
            case Enum<?> constant -> constant.name().hashCode();
            default -> key.hashCode();
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // all keys are of one type that is comparable
    private static int compare(Object a, Object b) {
        return ((Comparable) a).compareTo(b);
    }
}
