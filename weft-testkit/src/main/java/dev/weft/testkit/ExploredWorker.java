package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker of an exploration. What it has not heard it repeats before anything else.
final class ExploredWorker {
    private final WorkerId id;
    final List<ExploredTask> todo = new ArrayList<>();
    final List<ValueId> toAcknowledge = new ArrayList<>();
    @Nullable ExploredStep unanswered;

    ExploredWorker(String name) {
        id = new WorkerId(name);
    }

    WorkerId id() {
        return id;
    }

    boolean isIdle() {
        return todo.isEmpty() && unanswered == null && toAcknowledge.isEmpty();
    }

    boolean has(Claim claim) {
        return todo.stream().anyMatch(task -> task.work().claim().equals(claim));
    }

    /// Whether it is at a claim, or may be as far as it knows.
    boolean isAt(Claim claim) {
        ExploredStep step = unanswered;
        return has(claim) || (step != null && step.work().claim().equals(claim));
    }

    void add(ExploredTask task) {
        if (!has(task.work().claim())) {
            todo.add(task);
        }
    }

    void drop(ExploredTask dropped) {
        todo.removeIf(task -> task.work().equals(dropped.work()));
    }
}
