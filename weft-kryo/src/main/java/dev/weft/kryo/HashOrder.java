package dev.weft.kryo;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    private static final int MANY_IN_BUCKET = 16;

    private HashOrder() {}

    /// @return the indexes of the entries in order, or nothing if their keys are not simple
    static int @Nullable [] of(@Nullable Object[] entries, int width) {
        int size = entries.length / width;
        if (!simple(entries, width)) {
            return null;
        }
        int mask = (Integer.highestOneBit(size) << 1) - 1;
        int[] hashes = new int[size];
        long[] places = new long[size];
        boolean inOrder = true;
        long last = 0;
        for (int i = 0; i < size; i++) {
            int hash = hash(entries[i * width]);
            long bucket = (hash ^ hash >>> 16) & mask;
            inOrder &= bucket >= last;
            last = bucket;
            hashes[i] = hash;
            places[i] = bucket << Integer.SIZE | i;
        }
        if (!inOrder) {
            Arrays.sort(places);
        }
        return withinBuckets(entries, width, places, hashes);
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

    private static int[] withinBuckets(
            @Nullable Object[] entries, int width, long[] places, int[] hashes) {
        int[] order = new int[places.length];
        int start = 0;
        for (int i = 0; i < places.length; i++) {
            order[i] = (int) places[i];
            if (places[i] >> Integer.SIZE != places[start] >> Integer.SIZE) {
                start = i;
            }
            if (i - start == MANY_IN_BUCKET) { // all of one hash, perhaps: not one by one
                int end = endOfBucket(places, i);
                sortBucket(entries, width, places, start, end, hashes, order);
                i = end - 1;
            } else {
                insert(entries, width, start, i, hashes, order);
            }
        }
        return order;
    }

    private static int endOfBucket(long[] places, int from) {
        int end = from;
        while (end < places.length && places[end] >> Integer.SIZE == places[from] >> Integer.SIZE) {
            end++;
        }
        return end;
    }

    private static void insert(
            @Nullable Object[] entries, int width, int start, int at, int[] hashes, int[] order) {
        int entry = order[at];
        int to = at;
        while (to > start && isAfter(entries, width, order[to - 1], entry, hashes)) {
            order[to] = order[to - 1];
            to--;
        }
        order[to] = entry;
    }

    private static boolean isAfter(
            @Nullable Object[] entries, int width, int a, int b, int[] hashes) {
        return hashes[a] != hashes[b]
                ? hashes[a] > hashes[b]
                : compare(entries[a * width], entries[b * width]) > 0;
    }

    private static void sortBucket(
            @Nullable Object[] entries,
            int width,
            long[] places,
            int start,
            int end,
            int[] hashes,
            int[] order) {
        Integer[] bucket = new Integer[end - start];
        for (int i = start; i < end; i++) {
            bucket[i - start] = (int) places[i];
        }
        Comparator<Integer> byHash = Comparator.comparingInt(i -> hashes[i]);
        Arrays.sort(
                bucket,
                byHash.thenComparing((a, b) -> compare(entries[a * width], entries[b * width])));
        for (int i = start; i < end; i++) {
            order[i] = bucket[i - start];
        }
    }

    private static int hash(@Nullable Object key) {
        return key instanceof Enum<?> constant ? constant.name().hashCode() : Objects.hashCode(key);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // all keys are of one type that is comparable
    private static int compare(@Nullable Object a, @Nullable Object b) {
        return ((Comparable) Objects.requireNonNull(a)).compareTo(Objects.requireNonNull(b));
    }
}
