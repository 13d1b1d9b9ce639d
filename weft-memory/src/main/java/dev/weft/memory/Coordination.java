package dev.weft.memory;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.Inputs;
import dev.weft.spi.Submit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the steps of a run work on until it is done: outcomes, edges, claims, trash. Guarded by the
/// run's lock.
final class Coordination {
    final Submit submit;
    final Ledger ledger;
    final Edges edges;
    final Claims claims;
    final Trash trash;

    /// Claims of tasks that failed for good in a run that goes on: what a resumption tries again.
    private @Nullable Map<Integer, LiveClaim> failed;

    /// Outputs that children have used before they were committed.
    private @Nullable Map<Integer, Used> used;

    /// Outputs that were lost, by the task that made them.
    private @Nullable Map<Integer, LostOutput> lost;

    /// For which output that is kept in memory a child waits last.
    private @Nullable Map<Integer, Holder> holders;

    /// An output that a child has used.
    ///
    /// @param digest of its encoded form
    record Used(long execution, long digest) {}

    /// The output of a task that had to be made again.
    ///
    /// @param execution that had made the output which was lost last
    /// @param digest of what was lost; 0 if it was never known
    /// @param reader the claim by which it was missed last
    /// @param times how often an output of that task was lost since the run was last resumed
    record LostOutput(long execution, long digest, Claim reader, int times) {}

    /// An execution that keeps its output in memory.
    ///
    /// @param claim its claim's task
    /// @param k its claim's k
    record Holder(int task, long execution, int claim, long k) {}

    Coordination(Submit submit) {
        this.submit = submit;
        ledger = new Ledger(submit.tasks());
        edges = new Edges(submit.tasks(), submit.edges());
        claims = new Claims(ledger, submit.limits());
        trash = new Trash(ledger, edges, submit.limits());
    }

    /// Makes room for the tasks and edges that a run has grown by.
    void grow(int tasks, int numberOfEdges) {
        ledger.grow(tasks);
        edges.grow(tasks, numberOfEdges);
        claims.grow(tasks);
    }

    /// The claim of the segment that a settled task was committed in, if the task's edges are not
    /// all published.
    @Nullable LiveClaim openClaim(int task) {
        LiveClaim claim = claims.of(ledger.segment(task));
        return claim != null && claim.openTask == task ? claim : null;
    }

    TaskResult result(int task) {
        return ledger.result(task, openClaim(task) != null);
    }

    /// Results in the order of the tasks; `null` for a task that is not settled.
    List<@Nullable TaskResult> results(int[] tasks) {
        List<@Nullable TaskResult> found = new ArrayList<>(tasks.length);
        for (int task : tasks) {
            found.add(ledger.isSettled(task) ? result(task) : null);
        }
        return found;
    }

    Grant grant(LiveClaim claim) {
        return new Grant(
                claim.task,
                claim.k,
                claim.mode,
                edges.skips(claim.task),
                claim.failures(),
                claim.losses());
    }

    /// Records that a task has used its inputs for the last time.
    void consume(Inputs inputs, long now) {
        int[] parents = inputs.parents();
        for (int i = 0; i < parents.length; i++) {
            int parent = parents[i];
            boolean last = edges.consume(inputs.firstEdge() + i, parent, inputs.outDegrees()[i]);
            if (last && ledger.keepsValue(parent)) {
                trash.free(parent, now);
            }
        }
    }

    /// Records that a task, which failed or was skipped, does not use its inputs.
    void holdBack(Inputs inputs) {
        for (int i = 0; i < inputs.parents().length; i++) {
            edges.holdBack(inputs.firstEdge() + i);
        }
    }

    /// Throws away the output of a task that was settled just now, if nobody needs it any more.
    void freeIfConsumed(int task, long now) {
        if (edges.isConsumed(task) && ledger.keepsValue(task)) {
            trash.free(task, now);
        }
    }

    /// Throws away what a refused execution has stored, unless it is what the record names.
    void freeOrphan(int task, long execution, long now) {
        if (!ledger.isSettled(task) || ledger.execution(task) != execution) {
            trash.freeOrphan(new ValueId(task, execution, true), now);
        }
    }

    void rememberFailed(LiveClaim claim) {
        if (failed == null) {
            failed = new HashMap<>();
        }
        failed.put(claim.task, claim);
    }

    /// Claims of tasks that failed for good, in the order of these; they are forgotten here.
    List<LiveClaim> takeFailed() {
        List<LiveClaim> taken = new ArrayList<>(failed == null ? List.of() : failed.values());
        taken.sort(Comparator.comparingInt(claim -> claim.task));
        failed = null;
        return taken;
    }

    void rememberUse(int parent, Used use) {
        if (used == null) {
            used = new HashMap<>();
        }
        used.putIfAbsent(parent, use);
    }

    @Nullable Used useOf(int parent) {
        return used == null ? null : used.get(parent);
    }

    void forgetUse(int parent) {
        if (used != null) {
            used.remove(parent);
        }
    }

    @Nullable LostOutput lostOutput(int task) {
        return lost == null ? null : lost.get(task);
    }

    /// Whether a ready task may be kept waiting for a place. One that is made again may not: what waits
    /// for it has a place itself, and gives it to nobody meanwhile.
    boolean mayWait(int task) {
        return lostOutput(task) == null;
    }

    void rememberLost(int task, LostOutput output) {
        if (lost == null) {
            lost = new HashMap<>();
        }
        lost.put(task, output);
    }

    /// Lets every output be lost as often as before.
    void forgiveLosses() {
        if (lost != null) {
            lost.replaceAll((_, l) -> new LostOutput(l.execution(), l.digest(), l.reader(), 0));
        }
    }

    /// The execution that keeps the last missing input of a child, if its claim still stands.
    @Nullable Holder holderOf(int child) {
        Holder holder = holders == null ? null : holders.get(child);
        if (holder == null || ledger.isSettled(holder.task())) {
            return null;
        }
        LiveClaim claim = claims.of(holder.claim());
        return claim != null && !claim.isWithdrawn() && claim.k == holder.k() ? holder : null;
    }

    void hold(int child, Holder holder) {
        if (holders == null) {
            holders = new HashMap<>();
        }
        holders.put(child, Objects.requireNonNull(holder));
    }
}
