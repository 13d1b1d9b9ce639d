package dev.weft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private final RunExecution wide = Executions.ofRanges(4);
    private final List<Grant> ranges =
            grants(3, 3 + 3 * 4).stream()
                    .filter(grant -> wide.scope(grant.task()).isRange(grant.task()))
                    .toList();

    @Test
    void rangesComeAfterAllOtherTasks() {
        List<Grant> mixed = new ArrayList<>(ranges);
        mixed.addAll(1, grants(2, 3));
        ready.add(wide, mixed, GivenInputs.NONE, 0);
        ready.add(run, grants(0, 2), GivenInputs.NONE, 0);
        assertThat(pollAll()).startsWith(0, 1, 2).hasSize(3 + 2);
    }

    @Test
    void twoRangesAreOpenAtATime() {
        ready.add(wide, ranges, GivenInputs.NONE, 0);
        Segment first = taken();
        Segment second = taken();
        assertThat(ready.poll()).isNull();
        assertThat(ready.isEmpty()).isTrue();
        assertThat(ready.size()).isEqualTo(2);
        assertThat(ready.ends(first)).isTrue();
        assertThat(ready.isEmpty()).isFalse();
        Segment third = taken();
        assertThat(ready.poll()).isNull();
        assertThat(ready.ends(second)).isTrue();
        taken();
        assertThat(ready.ends(third)).isFalse();
        assertThat(ready.size()).isZero();
    }

    @Test
    void rangesThatARunnerHasFromElsewhereCountToo() {
        ready.add(wide, ranges.subList(1, 4), GivenInputs.NONE, 0);
        ready.begins(new Segment(wide, ranges.getFirst(), GivenInputs.NONE));
        taken();
        assertThat(ready.poll()).isNull();
    }

    private Segment taken() {
        Segment segment = ready.poll();
        assertThat(segment).isNotNull();
        return Objects.requireNonNull(segment);
    }

    @Test
    void rangesAreGivenAwayBeforeOtherTasks() {
        ready.add(wide, ranges, GivenInputs.NONE, 0);
        ready.add(wide, grants(0, 2), GivenInputs.NONE, 0);
        List<Claim> claims = new ArrayList<>();
        ready.claims(wide, claims);
        assertThat(claims).hasSize(6);
        assertThat(ready.takeHalf(wide)).isEqualTo(ranges.subList(1, 4));
        assertThat(ready.waiting(wide)).isEqualTo(3);
        ready.drop(wide, Set.of(ranges.getFirst().claim()));
        assertThat(ready.waiting(wide)).isEqualTo(2);
        ready.add(wide, ranges, GivenInputs.NONE, 0);
        ready.drop(wide);
        assertThat(ready.size()).isZero();
        assertThat(wide.isBusy()).isFalse();
    }
}
