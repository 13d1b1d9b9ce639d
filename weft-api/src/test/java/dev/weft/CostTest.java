package dev.weft;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Dag;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// What writing and compiling workflows costs, in the thread's own time on a core: what else the
/// machine does must not decide.
class CostTest {
    private static final int ROUNDS = 12;

    @Test
    void makingATaskCostsLessThanTwoHundredNanoseconds() {
        Arg<Integer> x = value(1);
        long nanos = best(() -> many(x)) / 100_000;
        System.out.printf("task(W::inc, x): %d ns%n", nanos);
        assertThat(nanos).isLessThan(200);
    }

    @Test
    void fanOutOfAHundredThousandCompilesInLessThanAHundredMilliseconds() {
        Task<Integer> root = task(Fns::zero);
        List<Task<Integer>> children = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            children.add(task(Fns::inc, root));
        }
        Task<Integer> sink = task(Fns::sum, list(children));
        long millis = best(() -> Weft.compile(sink, new FakeCodec())) / 1_000_000;
        System.out.printf("fan-out of 100,000 compiled in %d ms%n", millis);
        assertThat(millis).isLessThan(100);
    }

    @Test
    void millionTasksWithThreeParentsEachCompileInSecondsAndLittleHeap() {
        long before = usedBytes();
        Task<Integer> sink = layered(1_000, 1_000);
        long handles = usedBytes() - before;
        assertThat(handles / 1_000_000).isLessThanOrEqualTo(100);
        long start = cpuNanos();
        Dag dag = Weft.compile(sink, new FakeCodec());
        long millis = (cpuNanos() - start) / 1_000_000;
        long graph = usedBytes() - before - handles;
        System.out.printf(
                "1,000,000 tasks: %d bytes a handle, compiled in %d ms to %d bytes a task%n",
                handles / 1_000_000, millis, graph / 1_000_000);
        assertThat(dag.tasks()).isEqualTo(1_000_001);
        assertThat(millis).isLessThan(5_000);
        assertThat(graph / 1_000_000).isLessThanOrEqualTo(100);
        assertThat(sink.name()).isEqualTo("Fns.sum");
    }

    private static Task<Integer> layered(int layers, int width) {
        List<Task<Integer>> above = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            above.add(task(Fns::inc, value(i)));
        }
        for (int layer = 1; layer < layers; layer++) {
            List<Task<Integer>> below = new ArrayList<>(width);
            for (int i = 0; i < width; i++) {
                below.add(
                        task(
                                Fns::add3,
                                above.get(i),
                                above.get((i + 1) % width),
                                above.get((i + 7) % width)));
            }
            above = below;
        }
        return task(Fns::sum, list(above));
    }

    private static List<Task<Integer>> many(Arg<Integer> x) {
        List<Task<Integer>> tasks = new ArrayList<>(100_000);
        for (int i = 0; i < 100_000; i++) {
            tasks.add(task(Fns::inc, x));
        }
        return tasks;
    }

    private static long best(Supplier<?> work) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long start = cpuNanos();
            Object made = work.get();
            best = Math.min(best, cpuNanos() - start);
            assertThat(made).isNotNull();
        }
        return best;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
