package dev.weft.memory;

import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.TaskResult;
import dev.weft.spi.WantedInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Chooses the results that ride on the answer to a commit: those that are wanted for granted children
/// which the caller keeps, each once. A value that would make the answer too large stays out.
final class CarriedInputs {
    private final Coordination live;
    private final List<TaskResult> carried = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private long bytes;

    private CarriedInputs(Coordination live) {
        this.live = live;
    }

    static List<TaskResult> of(Coordination live, WantedInputs wanted, List<Grant> grants) {
        int[] children = wanted.children();
        if (children.length == 0 || grants.isEmpty()) {
            return List.of();
        }
        CarriedInputs inputs = new CarriedInputs(live);
        for (Grant grant : grants) {
            int place = Arrays.binarySearch(children, grant.task());
            if (place >= 0 && grant.mode() == ClaimMode.CONTINUE) {
                inputs.carry(wanted.parents()[place]);
            }
        }
        return inputs.carried;
    }

    private void carry(int[] parents) {
        for (int parent : parents) {
            if (live.ledger.isSettled(parent) && seen.add(parent)) {
                TaskResult result = live.result(parent);
                long more = result.output() instanceof Output.Inline inline ? inline.bytes() : 0;
                if (bytes + more <= WantedInputs.MAX_BYTES) {
                    bytes += more;
                    carried.add(result);
                }
            }
        }
    }
}
