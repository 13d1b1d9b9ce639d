package dev.weft.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.kryo.Samples.Account;
import dev.weft.kryo.Samples.Pair;
import dev.weft.kryo.Samples.Plan;
import dev.weft.kryo.Samples.Point;
import dev.weft.spi.ValueCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Equal collections of unordered types give equal bytes; ordered ones keep their order.
class CanonicalOrderTest {
    private static final int ELEMENTS = 60;
    private final ValueCodec codec =
            new KryoValueCodecProvider().open(CanonicalOrderTest.class.getClassLoader());

    /// Elements by number; equal numbers give equal elements.
    private static Map<String, IntFunction<Object>> kinds() {
        Map<String, IntFunction<Object>> kinds = new LinkedHashMap<>();
        kinds.put("strings", i -> "key " + i);
        kinds.put("strings of one hash", CanonicalOrderTest::ofOneHash);
        kinds.put("integers", i -> i * 65_536);
        kinds.put("uuids", i -> new UUID(i, -i));
        kinds.put("enums", i -> i % 2 == 0 ? Plan.SMALL : Plan.LARGE);
        kinds.put("records", i -> new Point(i, "p"));
        kinds.put("objects", i -> new Account("a" + i, i));
        kinds.put("mixed", i -> i % 2 == 0 ? "s" + i : (Object) (long) i);
        kinds.put("lists", i -> List.of(i, "x"));
        kinds.put("sets", i -> set(i, 3, j -> new Point(i + j, "n")));
        kinds.put("maps", i -> Map.of("a", set(i, 4, j -> new Pair<>(i, j)), new Point(i, "b"), 2));
        return kinds;
    }

    private static String ofOneHash(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 6; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static Set<Object> set(int seed, int size, IntFunction<Object> element) {
        List<Object> elements =
                new ArrayList<>(IntStream.range(0, size).mapToObj(element).toList());
        Collections.shuffle(elements, new Random(seed ^ System.nanoTime()));
        return new HashSet<>(elements);
    }

    @TestFactory
    Stream<DynamicTest> equalSetsAndMapsGiveEqualBytes() {
        return kinds().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> sameBytes(e.getValue())));
    }

    private void sameBytes(IntFunction<Object> element) {
        List<byte[]> sets = new ArrayList<>();
        List<byte[]> maps = new ArrayList<>();
        List<byte[]> concurrent = new ArrayList<>();
        List<byte[]> immutable = new ArrayList<>();
        for (int history = 0; history < 8; history++) {
            List<Object> elements =
                    new ArrayList<>(IntStream.range(0, ELEMENTS).mapToObj(element).toList());
            Collections.shuffle(elements, new Random(history));
            Set<Object> set = new HashSet<>(history * 500);
            Map<Object, Object> map = new HashMap<>(history * 500);
            elements.forEach(e -> map.put(e, "v"));
            set.addAll(elements);
            sets.add(codec.encode(set));
            maps.add(codec.encode(map));
            concurrent.add(codec.encode(new ConcurrentHashMap<>(map)));
            immutable.add(codec.encode(Set.copyOf(elements)));
        }
        for (List<byte[]> all : List.of(sets, maps, concurrent, immutable)) {
            assertThat(all).allSatisfy(bytes -> assertThat(bytes).isEqualTo(all.getFirst()));
        }
    }

    @Test
    void orderedCollectionsKeepTheirOrder() {
        Map<String, Integer> oneWay = new LinkedHashMap<>();
        oneWay.put("b", 1);
        oneWay.put("a", 2);
        Object copy = codec.decode(codec.encode(oneWay));
        assertThat(((Map<?, ?>) java.util.Objects.requireNonNull(copy)).keySet().toArray())
                .containsExactly("b", "a");
    }

    @Test
    void aSetThatContainsItselfThroughItsElementsIsEncoded() {
        List<Set<Object>> nodes = IntStream.range(0, 40).mapToObj(_ -> identitySet()).toList();
        List<Pair<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            all.add(new Pair<>("n" + i, new Object[] {nodes.get(i)}));
        }
        nodes.forEach(n -> n.addAll(all.subList(0, 20)));
        assertThat(codec.decode(codec.encode(new ArrayList<>(all)))).isNotNull();
    }

    private static Set<Object> identitySet() {
        return new HashSet<>();
    }

    /// Encodes sets and maps whose iteration differs from process to process.
    public static void main(String[] arguments) {
        ValueCodec codec =
                new KryoValueCodecProvider().open(CanonicalOrderTest.class.getClassLoader());
        System.out.print(codec.digest(codec.encode(value())));
    }

    private static Object value() {
        return kinds().values().stream()
                .map(kind ->
                        IntStream.range(0, ELEMENTS)
                                .mapToObj(kind)
                                .collect(Collectors.toUnmodifiableSet()))
                .toList();
    }

    @Test
    void anotherProcessGivesTheSameDigest() throws Exception {
        Process other =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                CanonicalOrderTest.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String digest = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor()).isZero();
        assertThat(digest).isEqualTo(Long.toString(codec.digest(codec.encode(value()))));
    }
}
