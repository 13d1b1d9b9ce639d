package dev.weft.kryo;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Collections that exist before their elements: what `order` says about them, then the elements.
final class CollectionForm extends Form {
    /// How elements get into the collection, and in which order they are written.
    enum Order {
        /// By position: an element that does not exist yet leaves a gap that is closed later.
        POSITION,
        /// As iterated; asks nothing of the elements.
        QUEUE,
        /// As iterated; asks the elements for their hash.
        LINKED_HASH,
        /// By content, whatever the iteration.
        HASH
    }

    private final Order order;
    private final IntFunction<Collection<@Nullable Object>> maker;

    CollectionForm(Order order, IntFunction<Collection<@Nullable Object>> maker) {
        this.order = order;
        this.maker = maker;
    }

    @Override
    void write(ValueKryo kryo, ValueOutput output, Object value) {
        Collection<?> collection = (Collection<?>) value;
        if (order == Order.HASH) {
            writeHash(kryo, output, collection);
        } else {
            ArrayForm.writeElements(kryo, output, collection.toArray());
        }
    }

    static void writeHash(ValueKryo kryo, ValueOutput output, Collection<?> set) {
        if (kryo.makesKey()) {
            output.writeLong(kryo.order().contentOf(kryo, set));
            return;
        }
        @Nullable Object[] elements = kryo.order().sorted(kryo, set.toArray(), 1);
        output.writeVarInt(elements.length, true);
        writeKeys(kryo, output, elements);
    }

    private static void writeKeys(ValueKryo kryo, ValueOutput output, @Nullable Object[] elements) {
        int i = 0;
        try {
            for (; i < elements.length; i++) {
                kryo.writeClassAndObject(output, elements[i]);
            }
        } catch (Refusal refusal) {
            throw refusal.within(Refusal.key(elements[i]));
        }
    }

    @Override
    Object read(ValueKryo kryo, ValueInput input) {
        int id = kryo.current();
        int elements = input.readElements();
        Collection<@Nullable Object> collection = kryo.publish(id, maker.apply(elements));
        if (order == Order.POSITION) {
            readPositions(kryo, input, elements, collection);
        } else {
            readInto(kryo, input, elements, order != Order.QUEUE, collection);
        }
        return collection;
    }

    private static void readPositions(
            ValueKryo kryo, ValueInput input, int elements, Collection<@Nullable Object> to) {
        java.util.List<@Nullable Object> list = (java.util.List<@Nullable Object>) to;
        for (int i = 0; i < elements; i++) {
            Object element = kryo.readClassAndObject(input);
            if (element instanceof Pending pending) {
                int slot = i;
                list.add(null);
                pending.then(object -> list.set(slot, object));
            } else {
                list.add(element);
            }
        }
    }

    static void readInto(
            ValueKryo kryo,
            ValueInput input,
            int elements,
            boolean hashes,
            Collection<@Nullable Object> to) {
        ValueKryo.Mark mark = kryo.mark();
        @Nullable Object[] parts = kryo.readAll(input, elements);
        Consumer<@Nullable Object[]> fill =
                all -> {
                    for (Object element : all) {
                        if (!to.add(element) && hashes) {
                            throw new IllegalArgumentException("a set has an element twice");
                        }
                    }
                };
        kryo.filled(mark, parts, fill);
    }
}
