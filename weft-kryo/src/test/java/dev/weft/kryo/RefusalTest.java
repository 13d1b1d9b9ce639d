package dev.weft.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.kryo.Samples.Pair;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What cannot be encoded is refused by the path to it and by what to do.
class RefusalTest {
    private final ValueCodec codec =
            new KryoValueCodecProvider().open(RefusalTest.class.getClassLoader());

    record Order(@Nullable Object listener) {}

    record Shop(List<Order> orders, Map<String, Object> byKey) {}

    static final class Holder {
        final Object[] slots;

        Holder(Object... slots) {
            this.slots = slots;
        }
    }

    private void refused(@Nullable Object value, String path, String problem) {
        assertThatExceptionOfType(CannotEncodeException.class)
                .isThrownBy(() -> codec.encode(value))
                .satisfies(e -> assertThat(e.path()).isEqualTo(path))
                .withMessageContaining(problem);
    }

    @Test
    void thePathLeadsThroughRecordsFieldsListsMapsAndArrays() {
        Thread thread = new Thread(() -> {});
        List<Order> orders = new ArrayList<>(List.of(new Order(1), new Order(2), new Order(3)));
        orders.add(new Order(thread));
        Map<String, Object> none = new HashMap<>();
        refused(new Shop(orders, none), "value.orders[3].listener", "java.lang.Thread");
        Map<String, Object> keyed = new HashMap<>(Map.of("a", 1, "key", new Holder(1, thread)));
        refused(new Shop(List.of(), keyed), "value.byKey[\"key\"].slots[1]", "java.lang.Thread");
        refused(thread, "value", "java.lang.Thread");
    }

    static final class Closed extends ByteArrayInputStream {
        Closed() {
            super(new byte[0]);
        }
    }

    static final class OwnForm implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return this;
        }
    }

    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1;

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoDataIsRefused() throws Exception {
        Comparator<String> lambda = (_, _) -> 0;
        return Stream.of(
                        lambda,
                        getClass(),
                        getClass().getClassLoader(),
                        getClass().getDeclaredConstructor(),
                        java.lang.invoke.MethodHandles.lookup(),
                        new ByteArrayInputStream(new byte[0]),
                        new Closed(),
                        new OwnForm(),
                        new External(),
                        new Object(),
                        new IllegalStateException(),
                        new java.util.concurrent.locks.ReentrantLock(),
                        Stream.of(1),
                        codec,
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {Runnable.class},
                                (_, _, _) -> null))
                .map(v ->
                        DynamicTest.dynamicTest(
                                v.getClass().getName(),
                                () -> refused(new Pair<>(1, v), "value.second", "")));
    }

    @Test
    void aComparatorThatIsALambdaIsRefusedAsTheComparator() {
        refused(new TreeMap<>((_, _) -> 0), "value.comparator", "lambda");
    }

    @Test
    void anotherClassOfTheSameNameIsRefused() throws Exception {
        ValueCodec platform =
                new KryoValueCodecProvider().open(ClassLoader.getPlatformClassLoader());
        assertThatExceptionOfType(CannotEncodeException.class)
                .isThrownBy(() -> platform.encode(new Order(1)))
                .withMessageContaining("class loader");
    }

    static final class Node {
        @Nullable Object next;
    }

    private static Node chain(int length) {
        Node node = new Node();
        for (int i = 1; i < length; i++) {
            Node outer = new Node();
            outer.next = node;
            node = outer;
        }
        return node;
    }

    @Test
    void aVeryDeepValueIsRefusedByName() {
        assertThatExceptionOfType(CannotEncodeException.class)
                .isThrownBy(() -> codec.encode(chain(100_000)))
                .withMessageContaining("nested deeper than " + ValueKryo.MAX_DEPTH)
                .withMessageStartingWith("value.next.next");
        Set<Object> sets = new HashSet<>();
        for (int i = 0; i < ValueKryo.MAX_DEPTH; i++) {
            sets = new HashSet<>(Arrays.asList(sets, "x"));
        }
        Set<Object> deep = sets;
        assertThatExceptionOfType(CannotEncodeException.class)
                .isThrownBy(() -> codec.encode(deep))
                .withMessageContaining("nested deeper");
    }

    @Test
    void aValueOfTheGreatestDepthPassesOnAStackOfOneMebibyte() throws Exception {
        Map<String, Object> maps = new HashMap<>();
        for (int i = 1; i < ValueKryo.MAX_DEPTH; i++) {
            maps = new HashMap<>(Map.of("k", maps));
        }
        List<Object> values = List.of(chain(ValueKryo.MAX_DEPTH), maps);
        Thread small =
                new Thread(
                        null,
                        () -> values.forEach(v -> codec.decode(codec.encode(v))),
                        "small",
                        1 << 20);
        List<Throwable> failures = new ArrayList<>();
        small.setUncaughtExceptionHandler((_, e) -> failures.add(e));
        small.start();
        small.join();
        assertThat(failures).isEmpty();
    }

    @Test
    void theCodecWorksOnAfterARefusal() {
        refused(new Pair<>(new int[1], new Object()), "value.second", "Object");
        Object shared = new ArrayList<>(List.of("x"));
        assertThat(codec.decode(codec.encode(List.of(shared, shared))))
                .isEqualTo(List.of(shared, shared));
    }
}
