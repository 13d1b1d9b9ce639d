package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Dag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Random handle graphs give, compiled and evaluated from their records, what plain calls give.
class RandomGraphTest {
    private static final int GRAPHS = 200;
    private static final long SEED = 20_260_801;

    @TestFactory
    List<DynamicTest> randomGraphsGiveTheResultOfPlainCalls() {
        long first = Seeds.of(SEED);
        return IntStream.range(0, GRAPHS)
                .mapToLong(i -> first + i)
                .mapToObj(seed ->
                        DynamicTest.dynamicTest(
                                "-Dweft.seed=" + seed, () -> check(new SplittableRandom(seed))))
                .toList();
    }

    private static void check(SplittableRandom random) throws Exception {
        FakeCodec codec = new FakeCodec();
        Generator generator = new Generator(random);
        int tasks = 1 + random.nextInt(60);
        for (int i = 0; i < tasks; i++) {
            generator.addTask();
        }
        Made sink = generator.argument(6);
        Dag dag = Weft.compile(sink.handle, codec);
        assertThat(Evaluation.of(dag, codec)).isEqualTo(sink.expected);
        assertThat(dag.contentHash()).isEqualTo(Weft.compile(sink.handle, codec).contentHash());
        requireOrder(dag);
    }

    private static void requireOrder(Dag dag) {
        int[] level = new int[dag.tasks()];
        for (int task = 0; task < dag.tasks(); task++) {
            for (int parent : dag.parents(task)) {
                assertThat(parent).isLessThan(task);
                level[task] = Math.max(level[task], level[parent] + 1);
            }
            assertThat(level[task]).isGreaterThanOrEqualTo(task == 0 ? 0 : level[task - 1]);
            assertThat(dag.parents(task)).doesNotHaveDuplicates();
        }
    }

    private record Made(Arg<?> handle, @Nullable Object expected) {}

    private static final class Generator {
        private final SplittableRandom random;
        private final List<Made> tasks = new ArrayList<>();

        Generator(SplittableRandom random) {
            this.random = random;
        }

        void addTask() {
            Made a = argument(3);
            Made b = argument(3);
            Made c = argument(3);
            long plus = random.nextLong();
            tasks.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new Made(Weft.task(Fns::mix0), Fns.mix0());
                        case 1 -> new Made(Weft.task(Fns::mix1, a.handle), Fns.mix1(a.expected));
                        case 2 ->
                                new Made(
                                        Weft.task(Fns::mix2, a.handle, b.handle),
                                        Fns.mix2(a.expected, b.expected));
                        case 3 ->
                                new Made(
                                        Weft.task(x -> Fns.mix1(x) + plus, a.handle),
                                        Fns.mix1(a.expected) + plus);
                        default ->
                                new Made(
                                        Weft.task(Fns::mix3, a.handle, b.handle, c.handle),
                                        Fns.mix3(a.expected, b.expected, c.expected));
                    });
        }

        Made argument(int depth) {
            int kind = random.nextInt(depth == 0 ? 5 : 8);
            return switch (kind) {
                case 0, 1, 2 ->
                        tasks.isEmpty() ? constant() : tasks.get(random.nextInt(tasks.size()));
                case 3, 4 -> constant();
                case 5 -> listOf(depth);
                case 6 -> mapOf(depth);
                default -> combined(depth);
            };
        }

        private Made constant() {
            Object value =
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextInt(3);
                        case 1 -> (long) random.nextInt(3);
                        case 2 -> "text" + random.nextInt(3);
                        case 3 -> new ArrayList<>(List.of(random.nextInt(3), "x"));
                        default -> null;
                    };
            return new Made(Weft.value(value), value);
        }

        private Made listOf(int depth) {
            List<Arg<?>> handles = new ArrayList<>();
            List<@Nullable Object> expected = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                Made item = argument(depth - 1);
                handles.add(item.handle);
                expected.add(item.expected);
            }
            return new Made(Weft.list(handles), expected);
        }

        private Made mapOf(int depth) {
            Map<Object, Arg<?>> handles = new LinkedHashMap<>();
            Map<Object, @Nullable Object> expected = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Made item = argument(depth - 1);
                Object key = random.nextBoolean() ? i : "key" + i;
                handles.put(key, item.handle);
                expected.put(key, item.expected);
            }
            return random.nextBoolean()
                    ? new Made(Weft.map(handles), expected)
                    : new Made(Weft.map(Map.copyOf(handles)), expected);
        }

        private Made combined(int depth) {
            Made a = argument(depth - 1);
            Made b = argument(depth - 1);
            long plus = random.nextInt(3);
            return random.nextBoolean()
                    ? new Made(
                            Weft.combine(Fns::mix2, a.handle, b.handle),
                            Fns.mix2(a.expected, b.expected))
                    : new Made(
                            Weft.combine(x -> Fns.mix1(x) - plus, a.handle),
                            Fns.mix1(a.expected) - plus);
        }
    }
}
