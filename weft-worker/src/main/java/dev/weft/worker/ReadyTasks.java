package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Claimed tasks that wait for a runner, latest batch first, so that what was begun is finished
/// before more is begun and intermediate results do not pile up. Safe for many threads.
final class ReadyTasks {
    private final Deque<Batch> batches = new ArrayDeque<>();
    private volatile int waiting; // written under the lock

    /// Grants of one step, or a segment that goes on.
    private static final class Batch {
        private final RunExecution run;
        private List<Grant> grants;
        private final @Nullable Segment segment;
        private final GivenInputs given;
        private int next;

        Batch(
                RunExecution run,
                List<Grant> grants,
                GivenInputs given,
                int from,
                @Nullable Segment segment) {
            this.run = run;
            this.grants = grants;
            this.given = given;
            this.segment = segment;
            this.next = from;
        }

        int left() {
            return segment != null ? 1 : grants.size() - next;
        }
    }

    /// @param from index of the first grant that waits
    synchronized void add(RunExecution run, List<Grant> grants, GivenInputs given, int from) {
        if (from < grants.size()) {
            batches.push(new Batch(run, grants, given, from, null));
            waiting += grants.size() - from;
            run.began(grants.size() - from);
        }
    }

    synchronized void add(Segment segment) {
        batches.push(new Batch(segment.run(), List.of(), GivenInputs.NONE, 0, segment));
        waiting++;
        segment.run().began(1);
    }

    /// The next task to execute, in a segment that is new or goes on.
    synchronized @Nullable Segment poll() {
        Batch batch = batches.peek();
        if (batch == null) {
            return null;
        }
        waiting--;
        if (batch.segment != null) {
            batches.pop();
            return batch.segment;
        }
        Grant grant = batch.grants.get(batch.next++);
        if (batch.next == batch.grants.size()) {
            batches.pop();
        }
        return new Segment(batch.run, grant, batch.given);
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    int size() {
        return waiting;
    }

    /// Forgets what waits for a run.
    synchronized void drop(RunExecution run) {
        for (Iterator<Batch> all = batches.iterator(); all.hasNext(); ) {
            Batch batch = all.next();
            if (batch.run == run) {
                waiting -= batch.left();
                run.ended(batch.left());
                all.remove();
            }
        }
    }

    /// How many tasks of a run wait.
    synchronized int waiting(RunExecution run) {
        int count = 0;
        for (Batch batch : batches) {
            count += batch.run == run ? batch.left() : 0;
        }
        return count;
    }

    /// Takes half of a run's waiting grants out, those that would be executed last.
    synchronized List<Grant> takeHalf(RunExecution run) {
        return take(run, waiting(run) / 2);
    }

    /// Takes all of a run's waiting grants out; segments that go on stay.
    synchronized List<Grant> takeAll(RunExecution run) {
        return take(run, waiting(run));
    }

    private synchronized List<Grant> take(RunExecution run, int wanted) {
        List<Grant> taken = new ArrayList<>(wanted);
        for (Iterator<Batch> oldest = batches.descendingIterator();
                oldest.hasNext() && taken.size() < wanted; ) {
            Batch batch = oldest.next();
            if (batch.run == run && batch.segment == null) {
                int end = batch.grants.size();
                int from = Math.max(batch.next, end - (wanted - taken.size()));
                taken.addAll(batch.grants.subList(from, end));
                batch.grants = batch.grants.subList(0, from);
                if (batch.next == from) {
                    oldest.remove();
                }
            }
        }
        waiting -= taken.size();
        run.ended(taken.size());
        return taken;
    }

    /// The claims that wait for a run.
    synchronized void claims(RunExecution run, List<Claim> into) {
        for (Batch batch : batches) {
            if (batch.run == run) {
                if (batch.segment != null) {
                    into.add(batch.segment.grant().claim());
                }
                for (int i = batch.next; i < batch.grants.size(); i++) {
                    into.add(batch.grants.get(i).claim());
                }
            }
        }
    }

    /// Forgets claims that are lost.
    synchronized void drop(RunExecution run, Set<Claim> lost) {
        List<Grant> kept = new ArrayList<>();
        for (Iterator<Batch> all = batches.iterator(); all.hasNext(); ) {
            Batch batch = all.next();
            // A segment that goes on knows of failures and inputs that its grant does not.
            Segment segment = batch.segment;
            boolean stays = segment != null && !lost.contains(segment.grant().claim());
            if (batch.run != run || stays) {
                continue;
            }
            waiting -= batch.left();
            run.ended(batch.left());
            all.remove();
            for (int i = batch.next; i < batch.grants.size(); i++) {
                if (!lost.contains(batch.grants.get(i).claim())) {
                    kept.add(batch.grants.get(i));
                }
            }
        }
        add(run, kept, GivenInputs.NONE, 0);
    }
}
