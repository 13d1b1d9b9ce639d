package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ElementPlanTest {
    private final Dag.Builder graph = new Dag.Builder();
    private final int function = function("a");

    private int function(String name) {
        FunctionIdentity identity =
                new FunctionIdentity("F", "f", "()V", "C", name, "()V", 6, "()V", 0);
        return graph.function(new FunctionReference(identity, "C", false));
    }

    private static TaskTemplate call(int function, int constants, int parents, String name) {
        return new TaskTemplate(
                function,
                Graphs.flat(constants, parents),
                TaskOptions.standard().withName(name),
                TaskKind.ELEMENT,
                Optional.empty());
    }

    private ElementPlan plan(List<ElementPlan.Node> nodes, ElementPlan.Gathering... gatherings) {
        return new ElementPlan(nodes, List.of(gatherings), 2, 3, function, function);
    }

    private Dag expansion(ElementPlan plan) {
        int template =
                graph.template(
                        new TaskTemplate(
                                function,
                                Graphs.flat(3, 0),
                                TaskOptions.standard(),
                                TaskKind.EXPANSION,
                                Optional.of(plan)));
        int slot = graph.constant(new byte[] {1});
        return graph.build(graph.task(template, new int[0], new int[] {slot, slot, slot}));
    }

    private ElementPlan nested(String name) {
        TaskTemplate reduction =
                new TaskTemplate(
                        function("reduce"),
                        Graphs.flat(1, 2),
                        TaskOptions.standard(),
                        TaskKind.REDUCTION,
                        Optional.empty());
        ElementPlan inner =
                plan(
                        List.of(
                                new ElementPlan.Node(
                                        call(function("inner"), 1, 0, name),
                                        List.of(),
                                        List.of(ElementPlan.ELEMENT))),
                        new ElementPlan.Gathering(
                                0, 0, reduction, List.of(1), function, function, 4, function));
        TaskTemplate expands =
                new TaskTemplate(
                        function("outer"),
                        Graphs.flat(2, 1),
                        TaskOptions.standard(),
                        TaskKind.EXPANSION,
                        Optional.of(inner));
        return plan(
                List.of(
                        new ElementPlan.Node(
                                call(function, 2, 0, "first"),
                                List.of(),
                                List.of(1, ElementPlan.ELEMENT)),
                        new ElementPlan.Node(expands, List.of(0), List.of(0, 1))),
                new ElementPlan.Gathering(
                        1, 0, reduction, List.of(0), function, function, 4, function),
                new ElementPlan.Gathering(0, 0, null, List.of(), function, function, 4, function));
    }

    @Test
    void planIsTheSameAfterItWasWrittenAndRead() {
        Dag dag = expansion(nested("element"));
        Slice slice = SliceFormat.decode(SliceFormat.encode(dag, 0, 1));
        assertThat(slice.template(0)).isEqualTo(dag.template(0));
        assertThat(slice.function(function)).isEqualTo(dag.function(function));
    }

    @Test
    void shapeDependsOnThePlanAndNotOnNamesInIt() {
        String shape = expansion(nested("element")).shapeHash();
        assertThat(new ElementPlanTest().shape("other")).isEqualTo(shape);
        ElementPlanTest other = new ElementPlanTest();
        ElementPlan without =
                other.plan(
                        other.nested("element").nodes(), other.nested("x").gatherings().getFirst());
        assertThat(other.expansion(without).shapeHash()).isNotEqualTo(shape);
    }

    private String shape(String name) {
        return expansion(nested(name)).shapeHash();
    }

    @Test
    void whatIsNotThereIsRefused() {
        ElementPlan.Node first =
                new ElementPlan.Node(
                        call(function, 1, 0, ""), List.of(), List.of(ElementPlan.ELEMENT));
        assertThatThrownBy(() ->
                        plan(
                                List.of(first),
                                new ElementPlan.Gathering(
                                        1, 0, null, List.of(), function, function, 4, function)))
                .hasMessageContaining("node of a gathering must be below 1, was 1");
        assertThatThrownBy(() ->
                        plan(
                                List.of(first),
                                new ElementPlan.Gathering(
                                        0, 1, null, List.of(), function, function, 4, function)))
                .hasMessageContaining("exit of a gathering must be below 1, was 1");
        assertThatThrownBy(() ->
                        plan(
                                List.of(
                                        new ElementPlan.Node(
                                                call(function, 0, 1, ""), List.of(0), List.of()))))
                .hasMessageContaining("parent of node 0 must be a node before it, was 0");
        assertThatThrownBy(() ->
                        plan(
                                List.of(
                                        new ElementPlan.Node(
                                                call(function, 1, 0, ""), List.of(), List.of(2)))))
                .hasMessageContaining("must be an import below 2, was 2");
        assertThatThrownBy(() ->
                        new TaskTemplate(
                                function,
                                Graphs.flat(0, 0),
                                TaskOptions.standard(),
                                TaskKind.CALL,
                                Optional.of(nested(""))))
                .hasMessageContaining("only an expansion has a plan");
    }

    @Test
    void damageOfAPlanIsNoticed() {
        Dag dag = expansion(nested("element"));
        byte[] bytes = SliceFormat.encode(dag, 0, 1);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> SliceFormat.decode(damaged))
                    .isInstanceOf(SliceFormatException.class);
        }
    }
}
