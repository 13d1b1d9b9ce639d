package dev.weft.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ArgumentShape;
import dev.weft.model.FunctionProgress;
import dev.weft.model.FunctionReference;
import dev.weft.model.Growth;
import dev.weft.model.RunProgress;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TaskNamesTest {
    /// Two tasks of one name.
    private static final TaskNames NAMES = new TaskNames(new Pair(), 2);

    private static final class Pair implements TaskRecords {
        @Override
        public TaskRecord record(int task) {
            throw new IllegalArgumentException("task must be looked up by template, was " + task);
        }

        @Override
        public int templateOf(int task) {
            return task < 2 ? 0 : record(task).template();
        }

        @Override
        public TaskTemplate template(int template) {
            TaskOptions options = TaskOptions.standard().withName("start");
            return new TaskTemplate(0, ArgumentShape.ofTokens(new int[0]), options);
        }

        @Override
        public FunctionReference function(int function) {
            throw new IllegalArgumentException("function must not be asked for");
        }

        @Override
        public boolean holds(int task) {
            return task < 2;
        }
    }

    private static BitSet bits(int... tasks) {
        BitSet bits = new BitSet();
        for (int task : tasks) {
            bits.set(task);
        }
        return bits;
    }

    @Test
    void tasksThatARunHasGrownByAreCountedByLabelAfterThoseOfTheGraph() {
        RunProgress run =
                new RunProgress(
                        bits(0, 2, 3, 5),
                        bits(3),
                        bits(4, 6),
                        0,
                        Map.of(4, 2, 0, 1),
                        List.of(
                                new Growth(0, 1, "each", 2, 3, 0, 3),
                                new Growth(1, 1, "each", 5, 1, 3, 1),
                                new Growth(5, 1, "deeper", 6, 1, 4, 1)));
        assertThat(NAMES.progress(run, run.failed()))
                .containsExactly(
                        new FunctionProgress("start", 2, 1, 0, 1, 0),
                        new FunctionProgress("each", 4, 3, 1, 2, 1),
                        new FunctionProgress("deeper", 1, 0, 1, 0, 0));
    }

    @Test
    void tasksOfAnExecutionThatWasSupersededAreNotCounted() {
        List<Growth> growths =
                List.of(new Growth(0, 1, "each", 2, 3, 0, 3), new Growth(0, 2, "each", 5, 3, 3, 3));
        RunProgress first = new RunProgress(bits(0, 2), bits(), bits(), 0, Map.of(), growths);
        assertThat(NAMES.progress(first, first.failed()).getLast())
                .isEqualTo(new FunctionProgress("each", 3, 1, 0, 0, 0));
        RunProgress second = new RunProgress(bits(0), bits(), bits(5), 0, Map.of(), growths);
        assertThat(NAMES.progress(second, second.failed()).getLast())
                .isEqualTo(new FunctionProgress("each", 3, 0, 1, 0, 0));
        RunProgress neither = new RunProgress(bits(), bits(), bits(0), 0, Map.of(), growths);
        assertThat(NAMES.progress(neither, neither.failed()).getLast())
                .isEqualTo(new FunctionProgress("each", 3, 0, 0, 0, 0));
    }
}
