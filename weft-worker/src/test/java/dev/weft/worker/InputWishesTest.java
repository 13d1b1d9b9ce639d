package dev.weft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ArgumentShape;
import dev.weft.model.Claim;
import dev.weft.model.Dag;
import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.WantedInputs;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class InputWishesTest {
    private static final int NONE = 0;

    private final Dag.Builder graph = new Dag.Builder();

    private int task(int... parents) {
        FunctionIdentity identity =
                new FunctionIdentity(
                        "F", "f", "()V", "C", "c" + parents.length, "()V", 6, "()V", 0);
        int function = graph.function(new FunctionReference(identity, "C", false));
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        for (int i = 0; i < parents.length; i++) {
            shape.parent();
        }
        int template =
                graph.template(new TaskTemplate(function, shape.build(), TaskOptions.standard()));
        return graph.task(template, parents, new int[NONE]);
    }

    private WantedInputs wishes(int made, int sink) {
        Dag dag = graph.build(sink);
        return InputWishes.of(Executions.of(dag), made, dag.record(made).out());
    }

    @Test
    void otherParentsOfAChildAreWishedForAndTheOneThatIsHereIsNot() {
        int a = task();
        int b = task();
        int c = task(a, b);
        int sink = task(c);
        WantedInputs wanted = wishes(a, sink);
        assertThat(wanted.children()).containsExactly(c);
        assertThat(wanted.parents()).isDeepEqualTo(new int[][] {{b}});
    }

    @Test
    void childOfThisTaskAloneNeedsNothing() {
        int a = task();
        int b = task(a);
        int c = task(a);
        int sink = task(b, c);
        assertThat(wishes(a, sink)).isSameAs(WantedInputs.NONE);
    }

    @Test
    void parentsOfAWideFanInAreNotNamedInEachOfTheirCommits() {
        int[] many = IntStream.range(0, 17).map(_ -> task()).toArray();
        int sink = task(many);
        assertThat(wishes(many[0], sink)).isSameAs(WantedInputs.NONE);
    }

    @Test
    void inputsOfAdoptedTasksAreWishedForOnceEach() {
        int a = task();
        int b = task();
        int c = task(a, b);
        int d = task(b);
        int sink = task(c, d);
        Dag dag = graph.build(sink);
        assertThat(InputWishes.of(Executions.of(dag), List.of(new Claim(c, 1), new Claim(d, 1))))
                .containsExactly(a, b);
    }
}
