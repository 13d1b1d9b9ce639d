package dev.weft.memory;

import static dev.weft.model.Checks.require;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.Inputs;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Submit;
import dev.weft.spi.UnknownNumberException;
import dev.weft.spi.WantedInputs;
import java.util.List;

/// Refuses steps that name tasks and edges which a run does not have, before anything is written.
final class Numbers {
    private int tasks;
    private int edges;

    Numbers(Submit submit) {
        tasks = submit.tasks();
        edges = submit.edges();
    }

    /// Takes further numbers for those of the run.
    void grow(int newTasks, int newEdges) {
        tasks = newTasks;
        edges = newEdges;
    }

    /// Number of tasks that the run has.
    int tasks() {
        return tasks;
    }

    /// Number of edges that the run has.
    int edges() {
        return edges;
    }

    void check(Commit commit) {
        List<SegmentTask> segment = commit.tasks();
        require(!segment.isEmpty(), "tasks must not be empty, was %s", segment);
        checkTask(commit.claim().task());
        checkPart(commit.part());
        for (int i = 0; i < segment.size(); i++) {
            SegmentTask task = segment.get(i);
            checkTask(task.task());
            check(task.edges());
            check(task.inputs());
            require(
                    !task.settlesGrown() || task.grown() != null,
                    "what task %d settles must have been added by it, nothing was",
                    task.task());
        }
        check(commit.wanted());
        for (int i = 0; i < commit.handOvers().size(); i++) {
            checkTask(commit.handOvers().get(i).task());
        }
        for (int i = 0; i < commit.deleted().size(); i++) {
            ValueId value = commit.deleted().get(i);
            checkTask(value.task());
        }
    }

    void checkPart(int part) {
        require(part >= 0 && part <= edges, "part must be in 0..%d, was %d", edges, part);
    }

    void check(OutgoingEdges outgoing) {
        for (int i = 0; i < outgoing.size(); i++) {
            checkEdge(outgoing.edges()[i]);
            checkTask(outgoing.children()[i]);
        }
    }

    void check(Inputs inputs) {
        int[] parents = inputs.parents();
        if (parents.length == 0) {
            return;
        }
        checkEdge(inputs.firstEdge());
        checkEdge(inputs.firstEdge() + parents.length - 1);
        for (int parent : parents) {
            checkTask(parent);
        }
        require(
                inputs.outDegrees().length == parents.length,
                "outDegrees must have one entry a parent (%d), was %d",
                parents.length,
                inputs.outDegrees().length);
    }

    private void check(WantedInputs wanted) {
        require(
                wanted.parents().length == wanted.children().length,
                "parents must have one entry a child (%d), was %d",
                wanted.children().length,
                wanted.parents().length);
        for (int i = 0; i < wanted.children().length; i++) {
            checkTask(wanted.children()[i]);
            for (int parent : wanted.parents()[i]) {
                checkTask(parent);
            }
        }
    }

    void check(Claim claim) {
        checkTask(claim.task());
    }

    void checkTask(int task) {
        if (task < 0 || task >= tasks) {
            throw outOfRange("task", tasks, task);
        }
    }

    private void checkEdge(int edge) {
        if (edge < 0 || edge >= edges) {
            throw outOfRange("edge", edges, edge);
        }
    }

    private static UnknownNumberException outOfRange(String name, int bound, int found) {
        return new UnknownNumberException(
                "%s must be in 0..%d, was %d".formatted(name, bound - 1, found));
    }

    /// Refuses outputs that live in this process only.
    static void requireEncoded(List<SegmentTask> segment) {
        for (SegmentTask task : segment) {
            if (task.output() instanceof Output.Inline(Payload payload, _, _)) {
                require(
                        payload instanceof Payload.Encoded,
                        "payload of task %d must be encoded, since this store keeps no references,"
                                + " was %s",
                        task.task(),
                        payload.getClass().getSimpleName());
            }
        }
    }
}
