package dev.weft.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.ArgumentShape;
import dev.weft.model.ClaimMode;
import dev.weft.model.Dag;
import dev.weft.model.EncodedGraph;
import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.Grant;
import dev.weft.model.GraphIndex;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.Slice;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.WantedInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ChunkedRecordsTest {
    private static final int PAIRS = 20_000;
    private static final Dag DAG = pairs();

    private final EncodedGraph graph = EncodedGraph.of(DAG, 0);
    private final GraphIndex index = GraphIndex.decode(graph.root().bytes());
    private final List<Integer> loaded = new ArrayList<>();
    private final ChunkedRecords records = new ChunkedRecords(index, this::load);

    private Slice load(int chunk) {
        loaded.add(chunk);
        return index.decodeChunk(chunk, graph.chunks().get(chunk).bytes());
    }

    /// Two rows of tasks: each of the second reads two far from one another in the first, and the sink all.
    private static Dag pairs() {
        Dag.Builder graph = new Dag.Builder();
        int[] none = new int[0];
        int root = template(graph, "root", 0, false);
        int pair = template(graph, "pair", 2, false);
        for (int i = 0; i < PAIRS; i++) {
            graph.task(root, none, none);
        }
        int[] all = new int[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            int other = (i + PAIRS / 2) % PAIRS;
            all[i] = graph.task(pair, new int[] {Math.min(i, other), Math.max(i, other)}, none);
        }
        return graph.build(graph.task(template(graph, "all", PAIRS, true), all, none));
    }

    private static int template(Dag.Builder graph, String name, int parents, boolean list) {
        FunctionIdentity identity =
                new FunctionIdentity("F", "f", "()V", "C", name, "()V", 6, "()V", 0);
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        if (list) {
            shape.beginList();
        }
        for (int i = 0; i < parents; i++) {
            shape.parent();
        }
        ArgumentShape arguments = list ? shape.end().build() : shape.build();
        int function = graph.function(new FunctionReference(identity, "C", false));
        return graph.template(new TaskTemplate(function, arguments, TaskOptions.standard()));
    }

    @Test
    void chunkComesWhenATaskOfItIsLookedUpAndOnlyThen() {
        assertThat(index.chunks()).hasSizeGreaterThan(2);
        assertThat(records.has(DAG.sink())).isTrue();
        assertThat(records.holds(DAG.sink())).isFalse();
        assertThat(records.isExit(DAG.sink())).isFalse();
        assertThat(loaded).as("nothing was looked up").isEmpty();

        TaskRecord last = records.record(DAG.sink());
        assertThat(last.parents()).hasSize(PAIRS);
        assertThat(loaded).containsExactly(index.chunks().size() - 1);
        assertThat(records.holds(DAG.sink())).isTrue();
        assertThat(records.holds(0)).isFalse();
        assertThat(records.template(last.template())).isEqualTo(DAG.template(last.template()));

        assertThat(records.templateOf(0)).isEqualTo(DAG.templateOf(0));
        assertThat(records.record(1).out().children()).isEqualTo(DAG.record(1).out().children());
        assertThat(records.function(0)).isEqualTo(DAG.function(0));
        assertThat(loaded).containsExactly(index.chunks().size() - 1, 0);
    }

    @Test
    void taskThatIsNotOfTheGraphIsRefused() {
        assertThat(records.has(DAG.tasks())).isFalse();
        assertThat(records.holds(-1)).isFalse();
        assertThatThrownBy(() -> records.record(DAG.tasks()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("task 40001 does not exist in this graph; known: 0..40000");
        assertThatThrownBy(() -> records.template(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("template 1 must be one of a task whose record is here");
    }

    @Test
    void inputsOfChildrenAreWishedForOnlyIfTheirChunkIsHereAnyway() {
        RunExecution run = Executions.of(records);
        TaskRecord made = records.record(5);
        assertThat(InputWishes.of(run, 5, made.out()).children()).isEmpty();
        assertThat(loaded).containsExactly(0);

        int child = made.out().children()[0];
        records.record(child);
        WantedInputs wanted = InputWishes.of(run, 5, made.out());
        assertThat(wanted.children()).containsExactly(child);
        assertThat(loaded).hasSize(2);
    }

    @Test
    void claimedTaskThatWaitsIsNotLookedUp() {
        ReadyTasks ready = new ReadyTasks();
        RunExecution run = Executions.of(records);
        ready.add(
                run,
                List.of(new Grant(7, 1, ClaimMode.CONTINUE, false, 0, 0)),
                GivenInputs.NONE,
                0);
        Segment next = Objects.requireNonNull(ready.poll());
        assertThat(next.task()).isEqualTo(7);
        assertThat(loaded).as("before somebody executes it").isEmpty();
        assertThat(next.current().task()).isEqualTo(7);
        assertThat(loaded).containsExactly(0);
    }

    @Test
    void chunkThatDidNotComeIsAskedForAgain() {
        List<Integer> asked = new ArrayList<>();
        ChunkedRecords broken =
                new ChunkedRecords(
                        index,
                        number -> {
                            asked.add(number);
                            if (asked.size() == 1) {
                                throw new UnknownGraphException(
                                        new RunKey(new RunId("run"), 1), "chunk");
                            }
                            return load(number);
                        });
        assertThatThrownBy(() -> broken.record(0)).isInstanceOf(UnknownGraphException.class);
        assertThat(broken.holds(0)).isFalse();
        assertThat(broken.record(0).task()).isZero();
        assertThat(asked).containsExactly(0, 0);
    }
}
