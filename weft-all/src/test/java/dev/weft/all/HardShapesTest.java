package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.map;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Arg;
import dev.weft.Task;
import dev.weft.Weft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Graphs of awkward forms, through the public API on the local engine. What each computes is known
/// from its form.
@Timeout(60)
final class HardShapesTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private Weft weft;

    @BeforeEach
    void open() {
        weft = Weft.local();
    }

    @AfterEach
    void close() {
        weft.close();
    }

    private <R> R run(Arg<R> sink) throws Exception {
        return weft.<R>submit(sink).await(LONG);
    }

    static long one() {
        return 1;
    }

    static long next(long n) {
        return n + 1;
    }

    static long sum(List<Long> numbers) {
        long sum = 0;
        for (long number : numbers) {
            sum += number;
        }
        return sum;
    }

    static long add(long a, long b) {
        return a + b;
    }

    private static Task<Long> one(int ignored) {
        return task(HardShapesTest::one);
    }

    private static List<Task<Long>> tasks(int width, IntFunction<Task<Long>> of) {
        List<Task<Long>> tasks = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            tasks.add(of.apply(i));
        }
        return tasks;
    }

    @Test
    void aSingleTaskRuns() throws Exception {
        assertThat(run(one(0))).isEqualTo(1);
    }

    @Test
    void aChainOfAHundredThousandTasksRuns() throws Exception {
        Task<Long> last = task(HardShapesTest::one);
        for (int i = 1; i < 100_000; i++) {
            last = task(HardShapesTest::next, last);
        }
        assertThat(run(last)).isEqualTo(100_000);
    }

    @Test
    void aFanOutAndFanInOfAHundredThousandTasksRuns() throws Exception {
        Task<Long> root = task(HardShapesTest::one);
        List<Task<Long>> middle = tasks(100_000, _ -> task(HardShapesTest::next, root));
        assertThat(run(task(HardShapesTest::sum, list(middle)))).isEqualTo(200_000);
    }

    @Test
    void aHundredThousandRootsRun() throws Exception {
        assertThat(run(task(HardShapesTest::sum, list(tasks(100_000, HardShapesTest::one)))))
                .isEqualTo(100_000);
    }

    @Test
    void aDiamondRuns() throws Exception {
        Task<Long> top = task(HardShapesTest::one);
        Task<Long> left = task(HardShapesTest::next, top);
        Task<Long> right = task(HardShapesTest::next, top);
        assertThat(run(task(HardShapesTest::add, left, right))).isEqualTo(4);
    }

    @Test
    void sharedAncestorsAreExecutedOnceForAllThatUseThem() throws Exception {
        // Each generation uses the two before: as a tree this would be 2^60 calls.
        Task<Long> before = task(HardShapesTest::one);
        Task<Long> last = task(HardShapesTest::next, before);
        for (int i = 0; i < 85; i++) {
            Task<Long> next = task(HardShapesTest::add, before, last);
            before = last;
            last = next;
        }
        assertThat(run(last)).isEqualTo(1_100_087_778_366_101_931L);
    }

    @Test
    void aButterflyRuns() throws Exception {
        int levels = 10;
        List<Task<Long>> layer = tasks(1 << levels, HardShapesTest::one);
        for (int level = 0; level < levels; level++) {
            List<Task<Long>> above = layer;
            int distance = 1 << level;
            layer =
                    tasks(
                            above.size(),
                            i -> task(HardShapesTest::add, above.get(i), above.get(i ^ distance)));
        }
        assertThat(run(list(layer))).hasSize(1_024).containsOnly(1_024L);
    }

    @Test
    void aZigZagOfAThousandTimesThreeRuns() throws Exception {
        int width = 3;
        List<Task<Long>> layer = tasks(width, HardShapesTest::one);
        long[] expected = {1, 1, 1};
        for (int depth = 1; depth < 1_000; depth++) {
            List<Task<Long>> above = layer;
            layer =
                    tasks(
                            width,
                            i ->
                                    i + 1 < width
                                            ? task(
                                                    HardShapesTest::add,
                                                    above.get(i),
                                                    above.get(i + 1))
                                            : task(HardShapesTest::next, above.get(i)));
            expected =
                    new long[] {
                        expected[0] + expected[1], expected[1] + expected[2], expected[2] + 1
                    };
        }
        assertThat(run(list(layer))).isEqualTo(Arrays.stream(expected).boxed().toList());
    }

    @Test
    void everyPairOfLayersFullyConnectedRuns() throws Exception {
        int width = 40;
        List<Task<Long>> layer = tasks(width, HardShapesTest::one);
        for (int depth = 1; depth < 10; depth++) {
            List<Task<Long>> above = layer;
            layer = tasks(width, _ -> task(HardShapesTest::sum, list(above)));
        }
        long each = 1;
        for (int depth = 1; depth < 10; depth++) {
            each *= width;
        }
        assertThat(run(list(layer))).hasSize(width).containsOnly(each);
    }

    @Test
    void everyTaskWithAllTasksBeforeItAsParentsRuns() throws Exception {
        List<Task<Long>> all = new ArrayList<>();
        all.add(task(HardShapesTest::one));
        for (int i = 1; i < 60; i++) {
            all.add(task(HardShapesTest::sum, list(all)));
        }
        assertThat(run(all.getLast())).isEqualTo(1L << 58);
    }

    @Test
    void theSameParentTwiceInOneCallIsGivenTwice() throws Exception {
        Task<Long> parent = task(HardShapesTest::next, value(20L));
        assertThat(run(task(HardShapesTest::add, parent, parent))).isEqualTo(42);
        assertThat(run(task(HardShapesTest::sum, list(parent, parent, parent)))).isEqualTo(63);
    }

    static String nested(Map<String, Map<Integer, List<Long>>> maps) {
        return maps.toString();
    }

    @Test
    void parentsOnlyInsideNestedMapsAreFound() throws Exception {
        Task<Long> deep = task(HardShapesTest::next, value(6L));
        Map<String, Arg<Map<Integer, List<Long>>>> maps = new LinkedHashMap<>();
        maps.put("a", map(Map.of(1, list(deep, value(0L)))));
        maps.put("b", map(Map.of(2, list(task(HardShapesTest::next, deep)))));
        assertThat(run(task(HardShapesTest::nested, map(maps))))
                .isEqualTo("{a={1=[7, 0]}, b={2=[8]}}");
    }

    static String sizes(List<Long> empty, Map<String, Long> none) {
        return empty.size() + " and " + none.size();
    }

    @Test
    void emptyListsAndMapsAreArgumentsLikeOthers() throws Exception {
        assertThat(run(task(HardShapesTest::sizes, list(List.of()), map(Map.of()))))
                .isEqualTo("0 and 0");
        assertThat(run(list(List.<Task<Long>>of()))).isEmpty();
        assertThat(run(map(Map.<String, Task<Long>>of()))).isEmpty();
    }

    @Test
    void constantsOnlyRun() throws Exception {
        assertThat(run(task(HardShapesTest::add, value(40L), value(2L)))).isEqualTo(42);
        assertThat(run(value("just this"))).isEqualTo("just this");
        assertThat(run(list(value(1), value(2)))).containsExactly(1, 2);
    }

    static @Nullable String nothing() {
        return null;
    }

    static boolean isNull(@Nullable String text) {
        return text == null;
    }

    @Test
    @SuppressWarnings("NullAway") // functions are not declared to return null, yet they may
    void nullIsAResultLikeOthers() throws Exception {
        assertThat(run(task(HardShapesTest::nothing))).isNull();
        assertThat(run(task(HardShapesTest::isNull, task(HardShapesTest::nothing)))).isTrue();
    }

    static String empty() {
        return "";
    }

    static byte[] noBytes() {
        return new byte[0];
    }

    @Test
    void emptyResultsAreResultsLikeOthers() throws Exception {
        assertThat(run(task(HardShapesTest::empty))).isEmpty();
        assertThat(run(task(HardShapesTest::noBytes))).isEmpty();
    }

    static byte[] hundredMegabytes() {
        byte[] bytes = new byte[100 * 1024 * 1024];
        bytes[bytes.length - 1] = 7;
        return bytes;
    }

    static int lastByte(byte[] bytes) {
        return bytes[bytes.length - 1];
    }

    @Test
    void aResultOfAHundredMegabytesIsAResultLikeOthers() throws Exception {
        Task<byte[]> large = task(HardShapesTest::hundredMegabytes);
        assertThat(
                        run(
                                list(
                                        task(HardShapesTest::lastByte, large),
                                        task(HardShapesTest::lastByte, large))))
                .containsExactly(7, 7);
        assertThat(run(large)).hasSize(100 * 1024 * 1024).endsWith(new byte[] {7});
    }
}
