package dev.weft.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TaskQueueTest {
    @Test
    void itIsFirstInFirstOutHoweverItGrowsAndWrapsAround() {
        SplittableRandom random = new SplittableRandom(7);
        TaskQueue queue = new TaskQueue();
        ArrayDeque<Integer> model = new ArrayDeque<>();
        for (int turn = 0; turn < 10_000; turn++) {
            if (model.isEmpty() || random.nextInt(100) < 52) {
                queue.add(turn, turn * 3L);
                model.add(turn);
            } else {
                assertThat(queue.firstTask()).isEqualTo(model.element());
                assertThat(queue.firstTime()).isEqualTo(model.remove() * 3L);
                queue.removeFirst();
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
        List<Integer> rest = new ArrayList<>();
        queue.tasks().forEachRemaining((int task) -> rest.add(task));
        assertThat(rest).containsExactlyElementsOf(model);
    }
}
