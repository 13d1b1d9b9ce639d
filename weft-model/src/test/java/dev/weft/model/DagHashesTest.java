package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DagHashesTest {
    private static final int[] NONE = new int[0];

    @Test
    void hashesAreTheSameEveryTime() {
        for (long seed : Seeds.of(1, 30)) {
            assertThat(Graphs.random(seed).shapeHash()).isEqualTo(Graphs.random(seed).shapeHash());
            assertThat(Graphs.random(seed).contentHash())
                    .isEqualTo(Graphs.random(seed).contentHash());
        }
    }

    /// Written down, so that another process, machine or release is known to find the same.
    @Test
    void hashesAreTheSameInEveryProcess() {
        Dag dag = pair(1, new int[] {0, 1}, each -> each);
        assertThat(dag.shapeHash())
                .isEqualTo("1c68a3af0538a03a3b55a253092f66928346cc37047fd950237b6068a5071642");
        assertThat(dag.contentHash())
                .isEqualTo("7827a531b49ec5c92b831a120d58cfb7531aa75e28740c9923495ddba22b23ad");
    }

    @Test
    void bothHashesDependOnTheWiring() {
        Dag dag = pair(1, new int[] {0, 1}, each -> each);
        Dag crossed = pair(1, new int[] {1, 0}, each -> each);
        assertThat(crossed.shapeHash()).isNotEqualTo(dag.shapeHash());
        assertThat(crossed.contentHash()).isNotEqualTo(dag.contentHash());
    }

    @Test
    void onlyTheContentHashDependsOnConstants() {
        Dag dag = pair(1, new int[] {0, 1}, each -> each);
        Dag other = pair(2, new int[] {0, 1}, each -> each);
        assertThat(other.shapeHash()).isEqualTo(dag.shapeHash());
        assertThat(other.contentHash()).isNotEqualTo(dag.contentHash());
    }

    @Test
    void hashesDoNotDependOnNamesTimesAndWishes() {
        Dag dag = pair(1, new int[] {0, 1}, each -> each);
        Dag other =
                pair(
                        1,
                        new int[] {0, 1},
                        each ->
                                each.withName("left")
                                        .withRetry(RetryPolicy.exponential(4))
                                        .withTimeout(Duration.ofSeconds(1))
                                        .withMemoryMiB(64)
                                        .withCpus(2));
        assertThat(other.templates().size()).isGreaterThan(dag.templates().size());
        assertThat(other.shapeHash()).isEqualTo(dag.shapeHash());
        assertThat(other.contentHash()).isEqualTo(dag.contentHash());
    }

    @Test
    void shapeHashDependsOnOptionsThatChangeMeaning() {
        String plain = pair(1, new int[] {0, 1}, each -> each).shapeHash();
        assertThat(pair(1, new int[] {0, 1}, each -> each.withDeterministic(false)).shapeHash())
                .isNotEqualTo(plain);
        assertThat(pair(1, new int[] {0, 1}, each -> each.withOutsideEffects(true)).shapeHash())
                .isNotEqualTo(plain);
    }

    @Test
    void shapeHashDependsOnFunctions() {
        assertThat(single("one").shapeHash()).isNotEqualTo(single("two").shapeHash());
        assertThat(single("one").shapeHash()).isEqualTo(single("one").shapeHash());
    }

    private static Dag single(String method) {
        Dag.Builder graph = new Dag.Builder();
        int function = graph.function(Graphs.function("a/B", method, "()V", 0));
        TaskTemplate template =
                new TaskTemplate(function, Graphs.flat(0, 0), TaskOptions.standard());
        return graph.build(graph.task(graph.template(template), NONE, NONE));
    }

    /// Two tasks of one constant each, the first with options; the sink takes both.
    private static Dag pair(int constant, int[] parents, UnaryOperator<TaskOptions> options) {
        Dag.Builder graph = new Dag.Builder();
        int slot = graph.constant(new byte[] {(byte) constant});
        TaskOptions standard = TaskOptions.standard();
        int first = Graphs.template(graph, 0, 1, options.apply(standard));
        int second = Graphs.template(graph, 0, 1, standard);
        graph.task(first, NONE, new int[] {slot});
        graph.task(second, NONE, new int[] {slot});
        return graph.build(graph.task(Graphs.template(graph, 2), parents, NONE));
    }
}
