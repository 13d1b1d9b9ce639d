package dev.weft;

import static dev.weft.Weft.combine;
import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Dag;
import dev.weft.model.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DagHashTest {
    @Test
    void hashesAreTheSameInAnotherProcess() throws Exception {
        Dag dag = HashPrinter.dag();
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                HashPrinter.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String printed =
                new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(other.waitFor()).as(printed).isZero();
        assertThat(printed).isEqualTo(dag.shapeHash() + " " + dag.contentHash());
    }

    @Test
    void whatPeopleAndRetriesSeeDoesNotChangeTheHashes() {
        Dag plain = compile(task(Fns::inc, value(1)));
        Stream.of(
                        options().withName("other"),
                        options().withRetry(RetryPolicy.exponential(3)),
                        options().withTimeout(Duration.ofSeconds(5)),
                        options().withMemoryMiB(100),
                        options().withCpus(2))
                .forEach(options -> {
                    Dag other = compile(task(Fns::inc, value(1)).with(options));
                    assertThat(other.shapeHash()).isEqualTo(plain.shapeHash());
                    assertThat(other.contentHash()).isEqualTo(plain.contentHash());
                });
    }

    @Test
    void oneNamedTaskAmongEqualOnesDoesNotChangeTheHashes() {
        Dag plain = compile(list(task(Fns::zero), task(Fns::inc, value(1)), task(Fns::zero)));
        Dag named =
                compile(
                        list(
                                task(Fns::zero),
                                task(Fns::inc, value(1)),
                                task(Fns::zero).withName("x")));
        assertThat(named.shapeHash()).isEqualTo(plain.shapeHash());
        assertThat(named.contentHash()).isEqualTo(plain.contentHash());
    }

    @Test
    void everyChangeOfMeaningChangesTheShape() {
        Task<Integer> a = task(Fns::zero);
        Task<Integer> b = task(Fns::inc, a);
        List<Arg<?>> workflows =
                List.of(
                        task(Fns::add, a, b),
                        task(Fns::add, b, a),
                        task(Fns::add, a, a),
                        task(Fns::add, b, b),
                        task(Integer::sum, a, b),
                        task((x, y) -> x + y, a, b),
                        task(Fns::add, a, value(1)),
                        task(
                                Fns::add,
                                a,
                                task(Fns::inc, a).with(options().withDeterministic(false))),
                        task(Fns::add, a, b).with(options().withOutsideEffects(true)),
                        task(Fns::sum, list(a, b)),
                        task(Fns::sum, list(a, b, b)),
                        task(Fns::sum, list(b, a)),
                        task(Fns::add, a, combine(Fns::inc, b)),
                        task(Fns::add, a, combine(Math::abs, b)),
                        list(list(a), b),
                        list(a, list(b)));
        assertThat(workflows.stream().map(w -> compile(w).shapeHash())).doesNotHaveDuplicates();
    }

    @Test
    void constantsChangeTheContentAndNotTheShape() {
        int two = Integer.parseInt("2");
        int three = Integer.parseInt("3");
        Dag one = compile(list(task(Fns::inc, value(1)), times(two)));
        Dag other = compile(list(task(Fns::inc, value(2)), times(two)));
        Dag captured = compile(list(task(Fns::inc, value(1)), times(three)));
        assertThat(Stream.of(other, captured).map(Dag::shapeHash)).containsOnly(one.shapeHash());
        assertThat(Stream.of(one, other, captured).map(Dag::contentHash)).doesNotHaveDuplicates();
    }

    private static Task<Integer> times(int by) {
        return task(x -> x * by, value(5));
    }

    private static Dag compile(Arg<?> sink) {
        return Weft.compile(sink, new FakeCodec());
    }
}
