package dev.weft;

import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Dag;
import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskFunction;
import dev.weft.model.TaskOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final TaskOptions ANNOTATED =
            new TaskOptions(
                    "annotated",
                    new RetryPolicy(3, Duration.ofMillis(5), 3, Duration.ofMillis(50), 0.5),
                    Duration.ofMillis(1_500),
                    64,
                    0.5,
                    false,
                    true);

    @Test
    void annotationsOfTheMethodAreTheOptions() {
        assertThat(optionsOf(task(Fns::annotated, value(1)))).isEqualTo(ANNOTATED);
    }

    @Test
    void methodWithoutAnnotationsHasTheStandardOptions() {
        assertThat(optionsOf(task(Fns::inc, value(1)))).isEqualTo(TaskOptions.standard());
    }

    @Test
    void onlyWhatIsSetReplacesTheAnnotation() {
        Task<Integer> task = task(Fns::annotated, value(1));
        assertThat(optionsOf(task.with(options().withTimeout(Duration.ofSeconds(9)))))
                .isEqualTo(ANNOTATED.withTimeout(Duration.ofSeconds(9)));
        assertThat(optionsOf(task.with(options().withDeterministic(true).withCpus(2))))
                .isEqualTo(ANNOTATED.withDeterministic(true).withCpus(2));
        assertThat(optionsOf(task.with(options()))).isEqualTo(ANNOTATED);
        Options all =
                options()
                        .withName("n")
                        .withRetry(RetryPolicy.none())
                        .withTimeout(Duration.ofSeconds(1))
                        .withMemoryMiB(1)
                        .withCpus(1)
                        .withDeterministic(true)
                        .withOutsideEffects(false);
        assertThat(optionsOf(task.with(all)))
                .isEqualTo(
                        new TaskOptions(
                                "n", RetryPolicy.none(), Duration.ofSeconds(1), 1, 1, true, false));
    }

    @Test
    void laterOptionsReplaceEarlierOnesAndKeepTheRest() {
        Task<Integer> task =
                task(Fns::inc, value(1))
                        .with(options().withName("first").withMemoryMiB(5))
                        .withName("second")
                        .withTimeout(Duration.ofSeconds(2))
                        .withRetry(RetryPolicy.exponential(4));
        assertThat(optionsOf(task))
                .isEqualTo(
                        TaskOptions.standard()
                                .withName("second")
                                .withMemoryMiB(5)
                                .withTimeout(Duration.ofSeconds(2))
                                .withRetry(RetryPolicy.exponential(4)));
    }

    @Test
    void withDoesNotChangeTheHandle() {
        Task<Integer> task = task(Fns::inc, value(1));
        Task<Integer> named = task.withName("named");
        assertThat(task.name()).isEqualTo("Fns.inc");
        assertThat(named.name()).isEqualTo("named");
        assertThat(named).hasToString("task 'named' (Fns.inc)");
    }

    @Test
    void annotationsOfConstructorsAndInstanceMethodsAreSeen() {
        assertThat(task(Fns.Adder::new, value(1)).name()).isEqualTo("make");
        Fns.Adder adder = new Fns.Adder(2);
        assertThat(task(adder::to, value(1)).name()).isEqualTo("bound");
        assertThat(task(Fns.Adder::to, value(adder), value(1)).name()).isEqualTo("bound");
    }

    @Test
    void annotationsAreNotSeenThroughALambdaOrAVariadicReference() {
        assertThat(task(x -> Fns.annotated(x), value(1)).name()).endsWith("-lambda");
        assertThat(optionsOf(task(Fns::variadic, value(1), value(2))).name()).isEmpty();
    }

    @Test
    void readsOnlyIsSeenOnTheMethodAndOnInheritedOnes() {
        F1<Integer, Integer> annotated = Fns::annotated;
        F1<Integer, Integer> inherited = Fns.Derived::inherited;
        F1<Integer, Integer> inc = Fns::inc;
        assertThat(readsOnly(annotated)).isTrue();
        assertThat(readsOnly(inherited)).isTrue();
        assertThat(readsOnly(inc)).isFalse();
    }

    @Test
    void optionsOutOfRangeAreRefusedAtOnce() {
        assertThatThrownBy(() -> options().withTimeout(Duration.ZERO))
                .hasMessage("timeout must be > 0, was PT0S");
        assertThatThrownBy(() -> options().withMemoryMiB(-1))
                .hasMessage("memoryMiB must be >= 0, was -1");
        assertThatThrownBy(() -> options().withCpus(-0.5))
                .hasMessage("cpus must be >= 0, was -0.5");
    }

    private static boolean readsOnly(TaskFunction function) {
        return LambdaClass.of(function).reference().readsOnly();
    }

    private static TaskOptions optionsOf(Task<?> task) {
        Dag dag = Weft.compile(task, new FakeCodec());
        return dag.options(dag.sink());
    }
}
