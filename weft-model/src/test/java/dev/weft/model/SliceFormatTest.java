package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SliceFormatTest {
    @Test
    void recordsOfAnySetOfTasksEqualTheGraphs() {
        for (long seed : Seeds.of(1, 400)) {
            Dag dag = Graphs.random(seed);
            Random random = new Random(seed);
            BitSet tasks = new BitSet();
            tasks.set(random.nextInt(dag.tasks()));
            IntStream.range(0, dag.tasks()).filter(_ -> random.nextInt(3) > 0).forEach(tasks::set);
            Slice slice = SliceFormat.decode(SliceFormat.encode(dag, tasks));
            assertThat(slice.size()).isEqualTo(tasks.cardinality());
            for (int task = 0; task < dag.tasks(); task++) {
                assertThat(slice.holds(task)).as("seed %d", seed).isEqualTo(tasks.get(task));
                if (tasks.get(task)) {
                    Records.assertSame(slice, dag, task);
                }
            }
        }
    }

    @Test
    void chunksOfNeighboursHoldTogetherTheWholeGraph() {
        Dag dag = Graphs.layered(10, 100, 3, 6);
        for (int from = 0; from < dag.tasks(); from += 70) {
            int to = Math.min(from + 70, dag.tasks());
            Slice slice = SliceFormat.decode(SliceFormat.encode(dag, from, to));
            for (int task = from; task < to; task++) {
                Records.assertSame(slice, dag, task);
            }
            assertThat(slice.holds(from - 1)).isFalse();
            assertThat(slice.holds(to)).isFalse();
        }
    }

    static IntStream layeredGraphTakesAtMost24BytesATask() {
        return IntStream.range(0, 5);
    }

    @ParameterizedTest
    @MethodSource
    void layeredGraphTakesAtMost24BytesATask(int seed) {
        requireCompact(Graphs.layered(10, 100, 3, seed), 24 * 1001);
    }

    @Test
    void imagePipelineTakesLessThanTwoKiB() {
        requireCompact(Graphs.imagePipeline(), 2 * 1024 - 1);
    }

    @Test
    void regularGraphsTakeAFewHundredBytesWhateverTheirSize() {
        requireCompact(Graphs.fanOut(100_000), 400);
        requireCompact(Graphs.chain(100_000), 300);
        requireCompact(Graphs.tree(1024), 400);
    }

    private static void requireCompact(Dag dag, int most) {
        byte[] bytes = SliceFormat.encode(dag, 0, dag.tasks());
        assertThat(bytes).hasSizeLessThanOrEqualTo(most);
        Slice slice = SliceFormat.decode(bytes);
        for (int task = 0; task < dag.tasks(); task += Math.max(1, dag.tasks() / 1_000)) {
            Records.assertSame(slice, dag, task);
        }
        Records.assertSame(slice, dag, dag.sink());
    }

    @Test
    void encodingIsTheSameEveryTime() {
        assertThat(SliceFormat.encode(Graphs.random(3), 0, 5))
                .isEqualTo(SliceFormat.encode(Graphs.random(3), 0, 5));
    }

    @Test
    void whatIsNotInASliceIsRefusedByName() {
        Dag dag = Graphs.chain(10);
        Slice slice = SliceFormat.decode(SliceFormat.encode(dag, 2, 5));
        assertThatThrownBy(() -> slice.record(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task 7 does not exist in this slice; known: 2..4");
        assertThatThrownBy(() -> slice.template(0))
                .hasMessage("template 0 does not exist in this slice; known: [1]");
        assertThatThrownBy(() -> slice.function(0))
                .hasMessage("function 0 does not exist in this slice; known: [1]");
        assertThat(slice).hasToString("Slice of tasks 2..4");
    }

    @Test
    void unknownTasksAreRefused() {
        Dag dag = Graphs.chain(10);
        assertThatThrownBy(() -> SliceFormat.encode(dag, 5, 11))
                .hasMessage("range of tasks must be in 0..10 and not empty, was 5..11");
        assertThatThrownBy(() -> SliceFormat.encode(dag, new BitSet()))
                .hasMessage("tasks of a slice must be in 0..9 and not empty, was empty");
    }

    @Test
    void deeplyNestedArgumentsTravel() {
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        for (int i = 0; i < 100_000; i++) {
            shape.beginList();
        }
        for (int i = 0; i < 100_000; i++) {
            shape.end();
        }
        Dag.Builder graph = new Dag.Builder();
        int function = graph.function(Graphs.noOp(1));
        TaskTemplate template = new TaskTemplate(function, shape.build(), TaskOptions.standard());
        Dag dag = graph.build(graph.task(graph.template(template), new int[0], new int[0]));
        byte[] bytes = SliceFormat.encode(dag, 0, 1);
        assertThat(bytes).hasSizeLessThan(250);
        Records.assertSame(SliceFormat.decode(bytes), dag, 0);
    }
}
