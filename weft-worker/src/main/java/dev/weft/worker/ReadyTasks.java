package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Claimed tasks that wait for a runner, latest batch first, so that what was begun is finished
/// before more is begun and intermediate results do not pile up. Safe for many threads.
///
/// Ranges of a wide fan-out come after all others, and only [#MOST_RANGES] at a time: what they do themselves
/// takes next to no time, but each brings hundreds of tasks, and while one waits for the store others would
/// be begun until all tasks of the fan-out are there at once, to be leased and kept in memory.
final class ReadyTasks {
    /// One brings tasks while those of the other are executed.
    private static final int MOST_RANGES = 2;

    private final Deque<Batch> batches = new ArrayDeque<>();
    private final Deque<Batch> ranges = new ArrayDeque<>();
    private final Set<Segment> openRanges = new HashSet<>();
    private volatile int waiting; // written under the lock, as are those that follow
    private volatile int waitingRanges;
    private volatile boolean rangeMayBegin = true;

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
        List<Grant> tasks = grants;
        int first = from;
        List<Grant> found = ranges(run, grants, from);
        if (!found.isEmpty()) {
            ranges.push(new Batch(run, found, given, 0, null));
            waitingRanges += found.size();
            waiting += found.size();
            run.began(found.size());
            tasks = new ArrayList<>(grants.subList(from, grants.size()));
            tasks.removeAll(Set.copyOf(found));
            first = 0;
        }
        if (first < tasks.size()) {
            batches.push(new Batch(run, tasks, given, first, null));
            waiting += tasks.size() - first;
            run.began(tasks.size() - first);
        }
    }

    private static List<Grant> ranges(RunExecution run, List<Grant> grants, int from) {
        List<Grant> found = List.of();
        for (int i = from; i < grants.size(); i++) {
            Grant grant = grants.get(i);
            int task = grant.task();
            if (run.scope(task).isRange(task)) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(grant);
            }
        }
        return found;
    }

    synchronized void add(Segment segment) {
        batches.push(new Batch(segment.run(), List.of(), GivenInputs.NONE, 0, segment));
        waiting++;
        segment.run().began(1);
    }

    /// Adds tasks of a fan-out; the first one is to be executed first.
    synchronized void add(List<Segment> within) {
        for (int i = within.size() - 1; i >= 0; i--) {
            add(within.get(i));
        }
    }

    /// Forgets the tasks of a fan-out that have no claims of their own.
    synchronized void drop(InlineFanOut fanOut) {
        RunExecution run = fanOut.expansion().run();
        int before = batches.size();
        batches.removeIf(batch -> batch.segment != null && batch.segment.within() == fanOut);
        int dropped = before - batches.size();
        waiting -= dropped;
        run.ended(dropped);
    }

    /// Adds a segment that others are to come before: it waits for what one of them may make.
    synchronized void addLast(Segment segment) {
        batches.addLast(new Batch(segment.run(), List.of(), GivenInputs.NONE, 0, segment));
        waiting++;
        segment.run().began(1);
    }

    /// The next task to execute, in a segment that is new or goes on. A claim of which nobody here knows any
    /// more what it is, since the store has lost that, is left to its deadline.
    synchronized @Nullable Segment poll() {
        for (Batch batch = batches.peek(); batch != null; batch = batches.peek()) {
            Segment next = poll(batch);
            if (next != null) {
                return next;
            }
            batch.run.ended(1);
        }
        return pollRange();
    }

    private synchronized @Nullable Segment poll(Batch batch) {
        waiting--;
        if (batch.segment != null) {
            batches.pop();
            return batch.segment;
        }
        Grant grant = batch.grants.get(batch.next++);
        if (batch.next == batch.grants.size()) {
            batches.pop();
        }
        return batch.run.knows(grant.task()) ? new Segment(batch.run, grant, batch.given) : null;
    }

    private synchronized @Nullable Segment pollRange() {
        Batch batch = ranges.peek();
        if (batch == null || !rangeMayBegin) {
            return null;
        }
        waiting--;
        waitingRanges--;
        Grant grant = batch.grants.get(batch.next++);
        if (batch.next == batch.grants.size()) {
            ranges.pop();
        }
        if (!batch.run.knows(grant.task())) {
            batch.run.ended(1);
            return pollRange();
        }
        Segment range = new Segment(batch.run, grant, batch.given);
        open(range);
        return range;
    }

    /// A segment is about to be executed; one that was taken here may be named again.
    void begins(Segment segment) {
        if (segment.isRange()) {
            open(segment);
        }
    }

    private synchronized void open(Segment range) {
        openRanges.add(range);
        rangeMayBegin = openRanges.size() < MOST_RANGES;
    }

    /// A segment was executed.
    ///
    /// @return whether a range that waits may begin because of that
    boolean ends(Segment segment) {
        return segment.isRange() && close(segment);
    }

    private synchronized boolean close(Segment range) {
        openRanges.remove(range);
        rangeMayBegin = openRanges.size() < MOST_RANGES;
        return rangeMayBegin && waitingRanges > 0;
    }

    /// Whether there is nothing to be taken now.
    boolean isEmpty() {
        int found = waiting;
        return found == 0 || (found == waitingRanges && !rangeMayBegin);
    }

    int size() {
        return waiting;
    }

    /// Forgets what waits for a run.
    synchronized void drop(RunExecution run) {
        drop(run, batches);
        waitingRanges -= drop(run, ranges);
    }

    private synchronized int drop(RunExecution run, Deque<Batch> from) {
        int dropped = 0;
        for (Iterator<Batch> all = from.iterator(); all.hasNext(); ) {
            Batch batch = all.next();
            if (batch.run == run) {
                dropped += batch.left();
                all.remove();
            }
        }
        waiting -= dropped;
        run.ended(dropped);
        return dropped;
    }

    /// How many tasks of a run wait.
    synchronized int waiting(RunExecution run) {
        return waiting(run, batches) + waiting(run, ranges);
    }

    /// How many claims of a run wait that could be given away.
    synchronized int claims(RunExecution run) {
        int claims = 0;
        for (Batch batch : batches) {
            claims += batch.run == run && batch.segment == null ? batch.left() : 0;
        }
        return claims + waiting(run, ranges);
    }

    private static int waiting(RunExecution run, Deque<Batch> in) {
        int count = 0;
        for (Batch batch : in) {
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
        take(run, wanted, ranges, taken);
        waitingRanges -= taken.size();
        take(run, wanted, batches, taken);
        waiting -= taken.size();
        run.ended(taken.size());
        return taken;
    }

    private static void take(RunExecution run, int wanted, Deque<Batch> from, List<Grant> taken) {
        for (Iterator<Batch> oldest = from.descendingIterator();
                oldest.hasNext() && taken.size() < wanted; ) {
            Batch batch = oldest.next();
            if (batch.run == run && batch.segment == null) {
                int end = batch.grants.size();
                int begin = Math.max(batch.next, end - (wanted - taken.size()));
                taken.addAll(batch.grants.subList(begin, end));
                batch.grants = batch.grants.subList(0, begin);
                if (batch.next == begin) {
                    oldest.remove();
                }
            }
        }
    }

    /// The claims that wait for a run.
    synchronized void claims(RunExecution run, List<Claim> into) {
        claims(run, batches, into);
        claims(run, ranges, into);
    }

    private static void claims(RunExecution run, Deque<Batch> in, List<Claim> into) {
        for (Batch batch : in) {
            if (batch.run == run) {
                Segment segment = batch.segment;
                if (segment != null && (segment.within() == null || segment.within().isOpen())) {
                    into.add(segment.grant().claim());
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
        waiting -= drop(run, lost, batches, kept);
        int dropped = drop(run, lost, ranges, kept);
        waiting -= dropped;
        waitingRanges -= dropped;
        add(run, kept, GivenInputs.NONE, 0);
    }

    private static int drop(
            RunExecution run, Set<Claim> lost, Deque<Batch> from, List<Grant> kept) {
        int dropped = 0;
        for (Iterator<Batch> all = from.iterator(); all.hasNext(); ) {
            Batch batch = all.next();
            // A segment that goes on knows of failures and inputs that its grant does not.
            Segment segment = batch.segment;
            boolean stays = segment != null && !lost.contains(segment.grant().claim());
            if (batch.run != run || stays) {
                continue;
            }
            dropped += batch.left();
            all.remove();
            for (int i = batch.next; i < batch.grants.size(); i++) {
                if (!lost.contains(batch.grants.get(i).claim())) {
                    kept.add(batch.grants.get(i));
                }
            }
        }
        run.ended(dropped);
        return dropped;
    }
}
