package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A million tasks of three parents each. Memory is measured by what the thread allocates, which
/// does not depend on when garbage is collected.
class MillionTest {
    private static final int MIB = 1024 * 1024;
    private static Dag dag = Graphs.chain(1);
    private static byte[] slice = new byte[0];

    @BeforeAll
    static void build() {
        dag = Graphs.layered(1_000, 1_000, 3, 1);
        slice = SliceFormat.encode(dag, 0, dag.tasks());
    }

    @Test
    void buildingTheGraphAllocatesLessThan256MiB() {
        Dag.Builder graph = new Dag.Builder();
        long before = allocated();
        int template = Graphs.template(graph, 0);
        int[] none = new int[0];
        int[] parents = new int[3];
        for (int task = 0; task < 3; task++) {
            graph.task(template, none, none);
        }
        int three = Graphs.template(graph, 3);
        for (int task = 3; task < 1_000_000; task++) {
            for (int i = 0; i < 3; i++) {
                parents[i] = task - 3 + i;
            }
            graph.task(three, parents, none);
        }
        Dag built = graph.build(999_999);
        long allocated = allocated() - before;
        assertThat(built.edges()).isEqualTo(2_999_991);
        assertThat(allocated / MIB).isLessThan(256);
    }

    @Test
    void graphAndSliceWeighAtMost56BytesATask() {
        assertThat(dag.heapBytes() / dag.tasks()).isLessThanOrEqualTo(56);
        assertThat(SliceFormat.decode(slice).heapBytes()).isLessThanOrEqualTo(dag.heapBytes());
    }

    @Test
    void sliceOfAMillionTakesFewBytesAndComesBack() {
        assertThat(slice.length / dag.tasks()).isLessThanOrEqualTo(6);
        Slice decoded = SliceFormat.decode(slice);
        for (int task = 0; task < dag.tasks(); task += 997) {
            Records.assertSame(decoded, dag, task);
        }
        Records.assertSame(decoded, dag, dag.sink());
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
