package dev.weft;

import static dev.weft.Weft.combine;
import static dev.weft.Weft.list;
import static dev.weft.Weft.map;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ArgumentShape;
import dev.weft.model.Dag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DagCompilerTest {
    private final FakeCodec codec = new FakeCodec();

    @Test
    void singleTaskIsAGraph() throws Exception {
        Dag dag = compile(task(Fns::zero));
        assertThat(dag.tasks()).isEqualTo(1);
        assertThat(dag.sink()).isZero();
        assertThat(Evaluation.of(dag, codec)).isEqualTo(0);
    }

    @Test
    void tasksAreNumberedLevelByLevelWithSiblingsSideBySide() {
        Task<Integer> root = task(Fns::zero).withName("root");
        List<Task<Integer>> middle = new ArrayList<>();
        List<Task<Integer>> last = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            middle.add(task(Fns::inc, root).withName("m" + i));
            last.add(task(Fns::inc, middle.get(i)).withName("l" + i));
        }
        Task<Integer> lone = task(Fns::zero).withName("lone");
        Task<Integer> all = task(Fns::sum, list(last)).withName("all");
        Dag dag = compile(task(Fns::add, all, lone).withName("sink"));
        assertThat(names(dag))
                .containsExactly(
                        "lone", "root", "m0", "m1", "m2", "m3", "l0", "l1", "l2", "l3", "all",
                        "sink");
    }

    @Test
    void parentsAreDistinctInTheOrderOfTheirFirstUse() throws Exception {
        Task<Integer> a = task(Fns::zero).withName("a");
        Task<Integer> b = task(Fns::inc, value(4)).withName("b");
        Task<Integer> sink =
                task(
                        (Integer x, List<Integer> y, Integer z) -> x * 100 + Fns.sum(y) * 10 + z,
                        b,
                        list(a, b, a),
                        b);
        Dag dag = compile(sink);
        int[] parents = dag.parents(dag.sink());
        assertThat(parents).hasSize(2);
        assertThat(dag.name(parents[0])).isEqualTo("b");
        assertThat(dag.name(parents[1])).isEqualTo("a");
        assertThat(Evaluation.of(dag, codec)).isEqualTo(555);
    }

    @Test
    void parentsOnlyInsideNestedMapsAreFound() throws Exception {
        Arg<Map<String, Map<String, Integer>>> nested =
                map(Map.of("outer", map(Map.of("inner", task(Fns::inc, value(6))))));
        Task<Integer> sink =
                task(
                        (Map<String, Map<String, Integer>> m) ->
                                Fns.sumValues(requireNonNull(m.get("outer"))),
                        nested);
        Dag dag = compile(sink);
        assertThat(dag.tasks()).isEqualTo(2);
        assertThat(Evaluation.of(dag, codec)).isEqualTo(7);
    }

    @Test
    void orderOfMapsIsKeptWhereThereIsOneAndElseAlwaysTheSame() throws Exception {
        Map<String, Arg<Integer>> linked = new LinkedHashMap<>();
        linked.put("z", value(1));
        linked.put("a", value(2));
        assertThat(result(task(Fns::keys, map(linked)))).isEqualTo("[z, a]");
        assertThat(result(task(Fns::keys, map(new TreeMap<>(linked))))).isEqualTo("[a, z]");
        Map<String, Arg<Integer>> unordered = new java.util.HashMap<>();
        IntStream.range(0, 20).forEach(i -> unordered.put("k" + (char) ('a' + i), value(i)));
        assertThat(result(task(Fns::keys, map(unordered))))
                .isEqualTo(new TreeMap<>(unordered).keySet().toString());
    }

    @Test
    void emptyListsAndMapsAndConstantsOnlyWork() throws Exception {
        assertThat(result(task(Fns::sum, list()))).isEqualTo(0);
        assertThat(result(task(Fns::sumValues, map(Map.of())))).isEqualTo(0);
        assertThat(result(list())).isEqualTo(List.of());
        assertThat(result(value(5))).isEqualTo(5);
        assertThat(result(value(null))).isNull();
    }

    @Test
    void combinationIsEvaluatedWithItsCapturedValues() throws Exception {
        int by = Integer.parseInt("7");
        Task<Integer> a = task(Fns::inc, value(2));
        Arg<Optional<Integer>> maybe = combine(x -> Optional.of(x * by), a);
        int plus = Integer.parseInt("100");
        assertThat(result(task((Optional<Integer> x, Integer y) -> x.get() + y + plus, maybe, a)))
                .isEqualTo(124);
        Arg<Integer> nested = combine(Fns::add, combine(Fns::inc, a), combine(Fns::add, a, a));
        assertThat(result(nested)).isEqualTo(10);
    }

    @Test
    void capturedValuesAreTheFirstConstants() {
        int by = Integer.parseInt("7");
        Dag dag = compile(task((Integer x, Integer y) -> x * by + y, value(1), value(2)));
        int[] slots = dag.record(0).constants();
        assertThat(IntStream.of(slots).mapToObj(i -> codec.decode(dag.constants().get(i))))
                .containsExactly(7, 1, 2);
    }

    @Test
    void equalConstantsAreStoredOnce() {
        Dag dag =
                compile(
                        list(
                                value(1),
                                value(1),
                                value(1L),
                                value("1"),
                                value("1"),
                                value(List.of(1, 2)),
                                value(new ArrayList<>(List.of(1, 2))),
                                value(new ArrayList<>(List.of(1, 2))),
                                value(0.0),
                                value(-0.0),
                                value(null),
                                value(null)));
        assertThat(dag.constants()).hasSize(8);
        assertThat(codec.encoded).isEqualTo(9); // scalars once each, the equal lists twice
    }

    @Test
    void tasksOfOneKindShareOneTemplate() {
        List<Task<Integer>> all =
                IntStream.range(0, 100).mapToObj(i -> task(Fns::inc, value(i))).toList();
        Dag dag = compile(task(Fns::sum, list(all)));
        assertThat(dag.templates()).hasSize(2);
        assertThat(dag.functions()).hasSize(2);
        ArgumentShape shape = dag.templates().get(1).arguments();
        assertThat(shape.parents()).isEqualTo(100);
        assertThat(shape.tokens()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void sinkThatIsNoTaskIsWrappedInAReadOnlyTask() throws Exception {
        Dag dag = compile(list(task(Fns::zero), task(Fns::inc, value(1))));
        assertThat(dag.name(dag.sink())).isEqualTo("result");
        int function = dag.template(dag.templateOf(dag.sink())).function();
        assertThat(dag.function(function).readsOnly()).isTrue();
        assertThat(Evaluation.of(dag, codec)).isEqualTo(List.of(0, 2));
        assertThat(result(map(Map.of("a", task(Fns::zero))))).isEqualTo(Map.of("a", 0));
    }

    @Test
    void chainOfAHundredThousandTasksCompiles() {
        Task<Integer> last = task(Fns::zero);
        for (int i = 1; i < 100_000; i++) {
            last = task(Fns::inc, last);
        }
        Dag dag = compile(last);
        assertThat(dag.tasks()).isEqualTo(100_000);
        assertThat(dag.parents(99_999)).containsExactly(99_998);
        assertThat(dag.templates()).hasSize(2);
    }

    @Test
    void argumentsNestedAHundredThousandDeepCompile() {
        Arg<?> nested = task(Fns::zero);
        for (int i = 0; i < 100_000; i++) {
            nested =
                    switch (i % 3) {
                        case 0 -> list(nested);
                        case 1 -> map(Map.of("k", nested));
                        default -> combine(x -> x, nested);
                    };
        }
        Dag dag = compile(nested);
        assertThat(dag.tasks()).isEqualTo(2);
        assertThat(dag.template(dag.templateOf(1)).arguments().parents()).isEqualTo(1);
    }

    @Test
    void butterflyAndDiamondShareTheirAncestors() throws Exception {
        List<Task<Integer>> layer =
                IntStream.range(0, 8).mapToObj(i -> task(Fns::inc, value(i))).toList();
        for (int width = 1; width < 8; width *= 2) {
            List<Task<Integer>> above = layer;
            int distance = width;
            layer =
                    IntStream.range(0, 8)
                            .mapToObj(i -> task(Fns::add, above.get(i), above.get(i ^ distance)))
                            .toList();
        }
        Dag dag = compile(list(layer));
        assertThat(dag.tasks()).isEqualTo(33);
        assertThat(Evaluation.of(dag, codec)).isEqualTo(List.of(36, 36, 36, 36, 36, 36, 36, 36));
    }

    private Dag compile(Arg<?> sink) {
        return Weft.compile(sink, codec);
    }

    private @Nullable Object result(Arg<?> sink) throws Exception {
        return Evaluation.of(compile(sink), codec);
    }

    private static List<String> names(Dag dag) {
        return IntStream.range(0, dag.tasks()).mapToObj(dag::name).toList();
    }
}
