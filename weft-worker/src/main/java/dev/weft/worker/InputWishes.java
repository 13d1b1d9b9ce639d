package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.TaskRecord;
import dev.weft.spi.WantedInputs;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Decides which inputs of children the answer to a commit shall carry.
final class InputWishes {
    /// More children than these do not begin at once.
    private static final int MOST_CHILDREN = 64;

    /// A fan-in of more parents asks for their results itself, once, instead of naming them in each of
    /// their commits.
    private static final int MOST_PARENTS = 16;

    private InputWishes() {}

    /// @param made the task whose output is here, and is not wished for
    static WantedInputs of(RunExecution run, int made, OutgoingEdges edges) {
        int most = Math.min(edges.size(), MOST_CHILDREN);
        int[] children = new int[most];
        int[][] parents = new int[most][];
        int wished = 0;
        for (int i = 0; i < most; i++) {
            int inDegree = edges.inDegrees()[i];
            int child = edges.children()[i];
            Scope scope = run.scope(child);
            if (inDegree > 1 && inDegree <= MOST_PARENTS && scope.holds(child)) {
                children[wished] = child;
                parents[wished++] = others(read(scope, child), made);
            }
        }
        return wished == 0
                ? WantedInputs.NONE
                : new WantedInputs(Arrays.copyOf(children, wished), Arrays.copyOf(parents, wished));
    }

    /// Inputs of tasks that are about to be adopted.
    static int[] of(RunExecution run, List<Claim> claims) {
        BitSet wished = new BitSet();
        for (Claim claim : claims.subList(0, Math.min(claims.size(), MOST_CHILDREN))) {
            Scope scope = run.scope(claim.task());
            if (scope.holds(claim.task())) {
                int[] parents = read(scope, claim.task());
                if (parents.length <= MOST_PARENTS) {
                    for (int parent : parents) {
                        wished.set(parent);
                    }
                }
            }
        }
        return wished.stream().toArray();
    }

    private static int[] read(Scope scope, int task) {
        TaskRecord record = scope.record(task);
        return Arrays.copyOf(record.parents(), scope.template(record).readParents());
    }

    private static int[] others(int[] parents, int made) {
        return Arrays.stream(parents).filter(parent -> parent != made).toArray();
    }
}
