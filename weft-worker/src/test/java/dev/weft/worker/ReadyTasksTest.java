package dev.weft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadyTasksTest {
    private final ReadyTasks ready = new ReadyTasks();
    private final RunExecution run = Executions.ofFanOut(100);
    private final RunExecution other = Executions.ofFanOut(100);

    private static List<Grant> grants(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(task -> new Grant(task, 7, ClaimMode.CONTINUE, false, 0, 0))
                .toList();
    }

    private List<Integer> pollAll() {
        List<Integer> tasks = new ArrayList<>();
        for (Segment next = ready.poll(); next != null; next = ready.poll()) {
            tasks.add(next.grant().task());
        }
        return tasks;
    }

    @Test
    void latestBatchComesFirstAndABatchInItsOrder() {
        ready.add(run, grants(0, 2), GivenInputs.NONE, 0);
        ready.add(run, grants(10, 13), GivenInputs.NONE, 1);
        assertThat(pollAll()).containsExactly(11, 12, 0, 1);
        assertThat(ready.isEmpty()).isTrue();
    }

    @Test
    void halfThatIsGivenAwayIsWhatWouldBeExecutedLast() {
        ready.add(run, grants(0, 4), GivenInputs.NONE, 0);
        ready.add(other, grants(50, 60), GivenInputs.NONE, 0);
        ready.add(run, grants(10, 14), GivenInputs.NONE, 0);
        List<Grant> given = ready.takeHalf(run);
        assertThat(given).extracting(Grant::task).containsExactly(0, 1, 2, 3);
        assertThat(ready.waiting(run)).isEqualTo(4);
        assertThat(ready.waiting(other)).isEqualTo(10);
        assertThat(ready.takeHalf(run)).extracting(Grant::task).containsExactly(12, 13);
        assertThat(pollAll()).startsWith(10, 11).hasSize(12);
    }

    @Test
    void singleTaskIsNotGivenAway() {
        ready.add(run, grants(0, 1), GivenInputs.NONE, 0);
        assertThat(ready.takeHalf(run)).isEmpty();
    }

    @Test
    void runIsBusyForAsLongAsTasksOfItWait() {
        assertThat(run.isBusy()).isFalse();
        ready.add(run, grants(0, 4), GivenInputs.NONE, 0);
        assertThat(run.isBusy()).isTrue();
        ready.takeHalf(run);
        ready.drop(run, Set.of(grants(0, 1).getFirst().claim()));
        assertThat(ready.waiting(run)).isEqualTo(1);
        assertThat(run.isBusy()).isTrue();
        ready.drop(run);
        assertThat(run.isBusy()).isFalse();
    }
}
