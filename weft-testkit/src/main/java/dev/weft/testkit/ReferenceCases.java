package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.TaskResult;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Schedules A8: values that pass by reference, as far as a store sees them.
abstract class ReferenceCases extends StoreCases {
    ReferenceCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static Payload payload(TaskResult result) {
        return the(Output.Inline.class, result.output()).payload();
    }

    @Test
    void bytesComeBackAsTheyWere() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        byte[] bytes = {0, 1, -1, 127, -128, 10, 13};
        Output output = new Output.Inline(new Payload.Encoded(bytes), bytes.length, 0);
        run.committed(run.commitOf(root).output(output));
        TaskResult result = Objects.requireNonNull(run.result(0));
        assertThat(the(Payload.Encoded.class, payload(result)).bytes()).containsExactly(bytes);
        assertThat(the(Output.Inline.class, result.output()).bytes()).isEqualTo(bytes.length);
    }

    @Test
    void emptyValueIsAValue() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Output output = new Output.Inline(new Payload.Encoded(new byte[0]), 0, 0);
        run.committed(run.commitOf(root).output(output));
        assertThat(
                        the(Payload.Encoded.class, payload(Objects.requireNonNull(run.result(0))))
                                .bytes())
                .isEmpty();
    }

    @Test
    void sharedValueIsTheSameForEveryReader() {
        RunDriver run = run(DagShapes.fan(2));
        Object value = new Object();
        Work root = run.started("w1", run.submitted().getFirst());
        Output output = new Output.Inline(new Payload.Shared(value), 0, 0);
        if (!store.keepsReferences()) {
            requireRefused(run, root, output);
            return;
        }
        for (Grant child : run.committed(run.commitOf(root).output(output)).grants()) {
            StartAnswer.Started answer =
                    the(StartAnswer.Started.class, run.start("w1", child.claim()));
            TaskResult input = Objects.requireNonNull(answer.inputs().getFirst());
            assertThat(the(Payload.Shared.class, payload(input)).value()).isSameAs(value);
        }
    }

    @Test
    void ownedValueIsGivenToTheLastReaderAloneAndToNoRetry() {
        RunDriver run = run(DagShapes.fan(2));
        List<String> live = new ArrayList<>(List.of("live"));
        Payload.Owned owned = new Payload.Owned(new byte[] {1}, live, 2);
        Work root = run.started("w1", run.submitted().getFirst());
        if (!store.keepsReferences()) {
            requireRefused(run, root, new Output.Inline(owned, 1, 0));
            return;
        }
        run.committed(run.commitOf(root).output(new Output.Inline(owned, 1, 0)));
        assertThat(read(run)).isNull();
        assertThat(read(run)).isSameAs(live);
        assertThat(read(run)).isNull();
        assertThat(owned.bytes()).containsExactly(1);
    }

    /// A store that is not in the process of its users takes no references.
    private static void requireRefused(RunDriver run, Work root, Output output) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.committed(run.commitOf(root).output(output)));
        assertThat(run.result(0)).isNull();
    }

    private static @org.jspecify.annotations.Nullable Object read(RunDriver run) {
        TaskResult result = Objects.requireNonNull(run.result(0));
        return the(Payload.Owned.class, payload(result)).takeIfLast();
    }
}
