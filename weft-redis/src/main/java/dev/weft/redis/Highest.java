package dev.weft.redis;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.spi.Inputs;
import java.util.List;

/// The highest task and edge that a step names: the script refuses a step that names what its run
/// does not have, before it writes anything.
final class Highest {
    private int task = -1;
    private int edge = -1;

    int task() {
        return task;
    }

    int edge() {
        return edge;
    }

    void task(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("task must be >= 0, was " + number);
        }
        task = Math.max(task, number);
    }

    void tasks(int[] numbers) {
        for (int number : numbers) {
            task(number);
        }
    }

    void claims(List<Claim> claims) {
        claims.forEach(claim -> task(claim.task()));
    }

    void edges(OutgoingEdges edges) {
        for (int i = 0; i < edges.size(); i++) {
            edge(edges.edges()[i]);
            task(edges.children()[i]);
        }
    }

    void inputs(Inputs inputs) {
        int parents = inputs.parents().length;
        if (parents == 0) {
            return;
        }
        edge(inputs.firstEdge());
        edge(inputs.firstEdge() + parents - 1);
        tasks(inputs.parents());
        if (inputs.outDegrees().length != parents) {
            throw new IllegalArgumentException(
                    "outDegrees must have one entry a parent (%d), was %d"
                            .formatted(parents, inputs.outDegrees().length));
        }
    }

    private void edge(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("edge must be >= 0, was " + number);
        }
        edge = Math.max(edge, number);
    }
}
