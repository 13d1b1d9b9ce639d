package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class DagTest {
    private static final int[] NONE = new int[0];

    private final Dag.Builder graph = new Dag.Builder();

    /// 0 and 1 are roots; 2 takes (1, 0), 3 takes (2, 0), 4 takes (3, 1, 2).
    private Dag small() {
        int root = Graphs.template(graph, 0);
        graph.task(root, NONE, NONE);
        graph.task(root, NONE, NONE);
        int two = Graphs.template(graph, 2);
        graph.task(two, new int[] {1, 0}, NONE);
        TaskOptions fenced = TaskOptions.standard().withDeterministic(false);
        graph.task(Graphs.template(graph, 2, 0, fenced), new int[] {2, 0}, NONE);
        graph.task(Graphs.template(graph, 3), new int[] {3, 1, 2}, NONE);
        return graph.build(4);
    }

    @Test
    void knowsRootsParentsAndChildren() {
        Dag dag = small();
        assertThat(dag.tasks()).isEqualTo(5);
        assertThat(dag.edges()).isEqualTo(7);
        assertThat(dag.sink()).isEqualTo(4);
        assertThat(dag.roots()).containsExactly(0, 1);
        assertThat(dag.parents(4)).containsExactly(3, 1, 2);
        assertThat(dag.children(0)).containsExactly(2, 3);
        assertThat(dag.children(1)).containsExactly(2, 4);
        assertThat(dag.children(4)).isEmpty();
        assertThat(dag.inDegree(4)).isEqualTo(3);
        assertThat(dag.outDegree(2)).isEqualTo(2);
        assertThat(dag.holds(4)).isTrue();
        assertThat(dag.holds(5)).isFalse();
        assertThat(dag.holds(-1)).isFalse();
    }

    @Test
    void edgesAreNumberedByChildAndThenInTheOrderOfItsInputs() {
        Dag dag = small();
        assertThat(dag.record(2).firstInEdge()).isZero();
        assertThat(dag.record(3).firstInEdge()).isEqualTo(2);
        assertThat(dag.record(4).firstInEdge()).isEqualTo(4);
        OutgoingEdges out = dag.record(1).out();
        assertThat(out.edges()).containsExactly(0, 5);
        assertThat(out.children()).containsExactly(2, 4);
        assertThat(out.inDegrees()).containsExactly(2, 3);
    }

    @Test
    void recordSaysWhatAWorkerNeeds() {
        TaskRecord record = small().record(2);
        assertThat(record.parents()).containsExactly(1, 0);
        assertThat(record.parentOutDegrees()).containsExactly(2, 2);
        assertThat(record.out().children()).containsExactly(3, 4);
        BitSet fenced = new BitSet();
        fenced.set(0);
        assertThat(record.out().fenced()).isEqualTo(fenced);
        OutgoingEdges last = record.out().range(1, 2);
        assertThat(last.children()).containsExactly(4);
        assertThat(last.fenced().isEmpty()).isTrue();
    }

    @Test
    void everyEdgeHasOneNumberAtBothEnds() {
        Dag dag = Graphs.layered(5, 20, 3, 1);
        int[] childOf = new int[dag.edges()];
        for (int task = 0; task < dag.tasks(); task++) {
            OutgoingEdges out = dag.record(task).out();
            for (int i = 0; i < out.size(); i++) {
                assertThat(childOf[out.edges()[i]]).isZero();
                childOf[out.edges()[i]] = out.children()[i];
                TaskRecord child = dag.record(out.children()[i]);
                assertThat(child.parents()[out.edges()[i] - child.firstInEdge()]).isEqualTo(task);
            }
        }
        assertThat(childOf).doesNotContain(0);
    }

    @Test
    void constantsAreSlotsInTheOrderOfTheInputs() {
        int first = graph.constant(new byte[] {1});
        int second = graph.constant(new byte[] {2});
        int template = Graphs.template(graph, 0, 3, TaskOptions.standard());
        Dag dag = graph.build(graph.task(template, NONE, new int[] {second, first, second}));
        assertThat(dag.record(0).constants()).containsExactly(1, 0, 1);
        assertThat(dag.constants().get(1)).containsExactly(2);
    }

    @Test
    void taskIsCalledByItsNameElseByItsFunctions() {
        int plain = Graphs.template(graph, 0);
        int named = Graphs.template(graph, 1, 0, TaskOptions.standard().withName("last"));
        graph.task(plain, NONE, NONE);
        Dag dag = graph.build(graph.task(named, new int[] {0}, NONE));
        assertThat(dag.name(0)).isEqualTo("Shapes.noOp");
        assertThat(dag.name(1)).isEqualTo("last");
    }

    @Test
    void equalFunctionsAndTemplatesGetOneNumber() {
        assertThat(Graphs.template(graph, 2)).isEqualTo(Graphs.template(graph, 2));
        assertThat(Graphs.template(graph, 3)).isNotEqualTo(Graphs.template(graph, 2));
        assertThat(graph.function(Graphs.noOp(2))).isEqualTo(graph.function(Graphs.noOp(2)));
    }

    @Test
    void wrongTaskIsRefusedByNameAndLeavesNoTrace() {
        int root = Graphs.template(graph, 0);
        int two = Graphs.template(graph, 2);
        int constant = Graphs.template(graph, 0, 1, TaskOptions.standard());
        graph.task(root, NONE, NONE);
        refused(two, new int[] {0}, NONE)
                .hasMessage(
                        "task 1 (Shapes.noOp) must have 2 parents and 0 constants, had 1 and 0");
        refused(two, new int[] {0, 1}, NONE)
                .hasMessage("parent of task 1 (Shapes.noOp) must be a task before it, was 1");
        refused(two, new int[] {0, -1}, NONE)
                .hasMessage("parent of task 1 (Shapes.noOp) must be a task before it, was -1");
        refused(constant, NONE, new int[] {0})
                .hasMessage("constant of task 1 (Shapes.noOp) must be a slot below 0, was 0");
        refused(9, NONE, NONE).hasMessage("template of task 1 must be a number below 3, was 9");
        Dag dag = graph.build(graph.task(Graphs.template(graph, 1), new int[] {0}, NONE));
        assertThat(dag.edges()).isEqualTo(1);
        assertThat(dag.parents(1)).containsExactly(0);
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
            int template, int[] parents, int[] slots) {
        return assertThatThrownBy(() -> graph.task(template, parents, slots))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongGraphIsRefusedByName() {
        assertThatThrownBy(() -> graph.build(-1))
                .hasMessage("graph must have at least one task, was empty");
        int root = Graphs.template(graph, 0);
        graph.task(root, NONE, NONE);
        graph.task(root, NONE, NONE);
        assertThatThrownBy(() -> graph.build(0))
                .hasMessage("sink must be the last task (1), was 0");
        assertThatThrownBy(() -> graph.build(1))
                .hasMessage("task 0 (Shapes.noOp) must have a child, since it is not the sink");
    }

    @Test
    void sameParentTwiceIsRefusedByName() {
        graph.task(Graphs.template(graph, 0), NONE, NONE);
        graph.task(Graphs.template(graph, 2), new int[] {0, 0}, NONE);
        assertThatThrownBy(() -> graph.build(1))
                .hasMessage(
                        "parents of task 1 (Shapes.noOp) must be distinct, was twice 0"
                                + " (Shapes.noOp)");
    }

    @Test
    void unknownFunctionIsRefused() {
        TaskTemplate template = new TaskTemplate(0, Graphs.flat(0, 0), TaskOptions.standard());
        assertThatThrownBy(() -> graph.template(template))
                .hasMessage("function of a template must be a number below 0, was 0");
        graph.function(Graphs.noOp(1));
        ArgumentShape combined =
                new ArgumentShape.Builder().beginCombine(4).constant().end().build();
        assertThatThrownBy(
                        () -> graph.template(new TaskTemplate(0, combined, TaskOptions.standard())))
                .hasMessage("function of a template must be a number below 1, was 4");
    }

    @Test
    void unknownTaskIsRefused() {
        Dag dag = Graphs.chain(3);
        assertThatThrownBy(() -> dag.record(3)).hasMessage("task must be in 0..2, was 3");
        assertThatThrownBy(() -> dag.record(-1)).hasMessage("task must be in 0..2, was -1");
    }

    @Test
    void graphDoesNotChangeWhenItsBuilderGoesOn() {
        graph.task(Graphs.template(graph, 0), NONE, NONE);
        Dag dag = graph.build(0);
        graph.task(Graphs.template(graph, 1), new int[] {0}, NONE);
        assertThat(dag.tasks()).isEqualTo(1);
        assertThat(dag.record(0).out().size()).isZero();
        assertThat(graph.build(1).children(0)).containsExactly(1);
    }

    @Test
    void fanOutOfManyHasThemAllAsChildren() {
        Dag dag = Graphs.fanOut(100_000);
        assertThat(dag.outDegree(0)).isEqualTo(100_000);
        assertThat(Arrays.stream(dag.record(0).out().inDegrees()).sum()).isEqualTo(100_000);
        assertThat(dag.inDegree(dag.sink())).isEqualTo(100_000);
    }
}
