package dev.weft.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.kryo.Samples.Account;
import dev.weft.kryo.Samples.Pair;
import dev.weft.kryo.Samples.Point;
import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is decoded equals what was encoded, and is a copy of its own.
class RoundTripTest {
    private static final int RANDOM_VALUES = 2_000;
    private final ValueCodec codec =
            new KryoValueCodecProvider().open(RoundTripTest.class.getClassLoader());

    @SuppressWarnings("TypeParameterUnusedInFormals") // the test says what it expects
    private <T> T copy(@Nullable T value) {
        @SuppressWarnings("unchecked")
        T copy = (T) codec.decode(codec.encode(value));
        return Objects.requireNonNull(copy);
    }

    @Test
    void theCodecIsFoundAsAService() {
        assertThat(ServiceLoader.load(ValueCodecProvider.class))
                .hasAtLeastOneElementOfType(KryoValueCodecProvider.class);
    }

    @Test
    void nullComesBackAsNull() {
        assertThat(codec.decode(codec.encode(null))).isNull();
    }

    @TestFactory
    Stream<DynamicTest> everySupportedTypeComesBackEqual() {
        return Stream.concat(Samples.leaves().stream(), Samples.holders().stream())
                .map(v ->
                        DynamicTest.dynamicTest(v.getClass().getName() + " " + v, () -> equal(v)));
    }

    private void equal(Object value) {
        assertThat(copy(value)).isEqualTo(value).hasSameHashCodeAs(value);
        assertThat(copy(List.of(value))).isEqualTo(List.of(value));
    }

    @TestFactory
    Stream<DynamicTest> everyArrayComesBackWithItsTypeAndElements() {
        return Samples.arrays().stream()
                .map(v ->
                        DynamicTest.dynamicTest(v.getClass().getTypeName(), () -> equalArrays(v)));
    }

    private void equalArrays(Object array) {
        assertThat(copy(array)).hasSameClassAs(array).isNotSameAs(array);
        assertThat(Objects.deepEquals(copy(array), array)).isTrue();
        assertThat(Objects.deepEquals(copy(List.of(array)).getFirst(), array)).isTrue();
    }

    @Test
    void randomValuesComeBackEqual() {
        long seed = Long.getLong("weft.seed", 20261101L);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            Object value = Samples.any(new Random(seed + i), 4);
            byte[] bytes = codec.encode(value);
            Object copy = codec.decode(bytes);
            String replay = "-Dweft.seed=" + (seed + i);
            assertThat(copy).as(replay).isEqualTo(value);
            assertThat(codec.encode(copy)).as(replay).isEqualTo(bytes);
        }
    }

    @Test
    void valuesWithoutEqualityComeBackWithTheirContent() {
        assertThat(copy(new AtomicLong(5)).get()).isEqualTo(5);
        assertThat(copy(new AtomicInteger(6)).get()).isEqualTo(6);
        assertThat(copy(new AtomicReference<>("x")).get()).isEqualTo("x");
        assertThat(copy(new StringBuilder("sb")).toString()).isEqualTo("sb");
        assertThat(copy(new ArrayDeque<>(List.of(1, 2)))).containsExactly(1, 2);
        assertThat(copy(new PriorityQueue<>(List.of(3, 1, 2))).poll()).isEqualTo(1);
        assertThat(copy(new HashMap<>(Map.of(1, 2)).values())).containsExactly(2);
    }

    @Test
    void transientFieldsAreLeftOutAndNoConstructorRuns() {
        assertThat(copy(new Account("a")).cached()).isZero();
    }

    @Test
    void decodingGivesAFreshCopyEveryTime() {
        byte[] bytes = codec.encode(new ArrayList<>(List.of(new int[] {1})));
        List<?> first = (List<?>) codec.decode(bytes);
        List<?> second = (List<?>) codec.decode(bytes);
        assertThat(first).isNotSameAs(second);
        assertThat(Objects.requireNonNull(first).getFirst())
                .isNotSameAs(Objects.requireNonNull(second).getFirst());
        byte[] array = {1, 2, 3};
        byte[] encoded = codec.encode(array);
        array[0] = 9;
        assertThat((byte[]) codec.decode(encoded)).containsExactly(1, 2, 3);
        ((byte[]) Objects.requireNonNull(codec.decode(encoded)))[0] = 8;
        assertThat((byte[]) codec.decode(encoded)).containsExactly(1, 2, 3);
    }

    @Test
    void sharedObjectsStayShared() {
        int[] shared = {1};
        List<int[]> copy = copy(new ArrayList<>(List.of(shared, shared)));
        assertThat(copy.get(0)).isSameAs(copy.get(1));
    }

    @Test
    void cyclesThroughFieldsListsMapsArraysAndSetsSurvive() {
        Account account = new Account("self");
        assertThat(copy(account.under(account))).satisfies(a -> assertThat(a.parent()).isSameAs(a));
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThat(copy(list)).satisfies(l -> assertThat(l.getFirst()).isSameAs(l));
        Object[] array = new Object[1];
        array[0] = array;
        assertThat(copy(array)).satisfies(a -> assertThat(a[0]).isSameAs(a));
        Map<String, Object> map = new HashMap<>();
        map.put("me", map);
        assertThat(copy(map)).satisfies(m -> assertThat(m.get("me")).isSameAs(m));
    }

    @Test
    void cyclesThroughRecordsAndImmutableCollectionsSurvive() {
        List<Object> inner = new ArrayList<>();
        Pair<Object, String> record = new Pair<>(inner, "x");
        inner.add("first");
        inner.add(new Pair<>(record, "nested"));
        inner.add(List.of(record));
        Pair<Object, String> copy = copy(record);
        List<?> copied = (List<?>) Objects.requireNonNull(copy.first());
        assertThat(((Pair<?, ?>) copied.get(1)).first()).isSameAs(copy);
        assertThat(((List<?>) copied.get(2)).getFirst()).isSameAs(copy);
    }

    /// An object whose hash needs a field that is read after the set that holds it.
    static final class Peer {
        final Set<Peer> all = new HashSet<>();
        final String name;

        Peer(String name) {
            this.name = name;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Peer p && name.equals(p.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    @Test
    void aSetThatHoldsItsOwnerIsFilledWhenTheOwnerIsComplete() {
        Peer a = new Peer("a");
        Peer b = new Peer("b");
        a.all.addAll(List.of(a, b));
        b.all.addAll(List.of(a, b));
        Peer copy = copy(a);
        assertThat(copy.all).contains(copy, b).hasSize(2);
    }

    @Test
    void manyThreadsUseOneCodec() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Point> points = IntStream.range(0, 500).mapToObj(i -> new Point(i, "p")).toList();
            var copies =
                    threads.invokeAll(
                            points.stream()
                                    .<java.util.concurrent.Callable<List<Point>>>map(
                                            p -> () -> copy(List.of(p, p)))
                                    .toList());
            for (int i = 0; i < points.size(); i++) {
                assertThat(copies.get(i).get()).containsExactly(points.get(i), points.get(i));
            }
        }
    }
}
