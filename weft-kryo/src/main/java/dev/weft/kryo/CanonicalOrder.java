package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.util.Pool;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the elements of hash collections into an order that depends on their content alone, for
/// one value. Keys of a few simple types are ordered by their hash, which is the same everywhere;
/// others by a digest of their encoded form, in which hash collections within them count as the
/// sum of their elements' digests.
///
/// Best effort for hash collections that contain themselves, and beyond a bound on the effort:
/// there the order of iteration stays.
final class CanonicalOrder {
    private static final long MAX_EFFORT_BYTES = 256L << 20;
    private static final long CYCLE = 0x9E3779B97F4A7C15L;

    private final Pool<ValueKryo> kryos;
    private final IdentityHashMap<Object, Long> known = new IdentityHashMap<>();
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private long effortLeft = MAX_EFFORT_BYTES;
    private boolean metCycle;

    CanonicalOrder(Pool<ValueKryo> kryos) {
        this.kryos = kryos;
    }

    /// @param entries keys with their values behind them
    /// @param width of an entry: 1 for sets, 2 for maps
    /// @return the entries in order, perhaps in the same array
    @Nullable Object[] sorted(ValueKryo asks, @Nullable Object[] entries, int width) {
        if (entries.length <= width) {
            return entries;
        }
        int[] order = HashOrder.of(entries, width);
        return permuted(entries, width, order != null ? order : byDigest(asks, entries, width));
    }

    private static @Nullable Object[] permuted(@Nullable Object[] from, int width, int[] order) {
        @Nullable Object[] to = new Object[from.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(from, order[i] * width, to, i * width, width);
        }
        return to;
    }

    private int[] byDigest(ValueKryo asks, @Nullable Object[] entries, int width) {
        record Place(long digest, int index) {}
        Place[] places = new Place[entries.length / width];
        for (int i = 0; i < places.length; i++) {
            places[i] = new Place(digest(asks, entries[i * width]), i);
        }
        Arrays.sort(places, Comparator.comparingLong(Place::digest));
        return Arrays.stream(places).mapToInt(Place::index).toArray();
    }

    /// A number for the content of a hash collection, the same for every order of its elements.
    long contentOf(ValueKryo asks, Object collection) {
        Long before = known.get(collection);
        if (before != null) {
            return before;
        }
        if (!open.add(collection)) {
            metCycle = true;
            return CYCLE;
        }
        boolean metBefore = metCycle;
        metCycle = false;
        long content = sum(asks, collection);
        open.remove(collection);
        if (!metCycle) {
            known.put(collection, content);
        }
        metCycle |= metBefore;
        return content;
    }

    private long sum(ValueKryo asks, Object collection) {
        @Nullable Object[] entries =
                collection instanceof Map<?, ?> map
                        ? MapForm.entries(map)
                        : ((Collection<?>) collection).toArray();
        int width = collection instanceof Map<?, ?> ? 2 : 1;
        long sum = entries.length;
        for (int i = 0; i < entries.length; i += width) {
            long entry = digest(asks, entries[i]);
            if (width == 2) {
                entry = Digest.avalanche(entry * 31 + digest(asks, entries[i + 1]));
            }
            sum += entry;
        }
        return Digest.avalanche(sum);
    }

    private long digest(ValueKryo asks, @Nullable Object element) {
        if (effortLeft <= 0) {
            return 0;
        }
        ValueKryo kryo = kryos.obtain();
        try {
            kryo.beginKey(this, asks.depthNow());
            kryo.writeClassAndObject(kryo.output, element);
            int size = kryo.output.position();
            effortLeft -= size;
            return Digest.of(kryo.output.getBuffer(), 0, size);
        } catch (Refusal refusal) {
            throw element == null ? refusal : refusal.within(Refusal.key(element));
        } finally {
            kryos.free(kryo);
        }
    }
}
