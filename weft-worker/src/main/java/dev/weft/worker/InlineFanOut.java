package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.TaskResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A fan-out whose tasks are executed under the claim of its expansion, as one segment with it: the store
/// hears of them once, when all are done, and they cost it nothing each.
///
/// As soon as others are to have a part of it, an element fails, or it takes long, it is *expanded*: its
/// tasks become the run's and are claimed one by one like any others. What was begun of them goes on under
/// the claims that come then; of what was finished nothing is executed again.
///
/// Safe for many threads.
final class InlineFanOut {
    private enum State {
        OPEN,
        EXPANDED,
        CLOSED
    }

    private final Segment expansion;
    private final Expansions.Expanded added;
    private final Addition addition;
    private final long startedNanos;
    private final int[] missing;
    private final @Nullable Made[] made;
    private final Map<Integer, Segment> begun =
            new HashMap<>(); // by the first task, as those that follow
    private final Map<Integer, Segment> ended = new HashMap<>();
    private final List<Segment> claimed = new ArrayList<>();
    private boolean committing;
    private State state = State.OPEN;
    private int waiting;
    private int finished;
    private int sinksLeft;
    private WorkerEnvironment.@Nullable Timer limit;

    /// An output, and the claim under which its readers know it.
    private record Made(Segment.Produced produced, TaskResult result) {}

    /// What follows from the end of a segment.
    sealed interface Next {
        /// It has a claim of its own by now: all goes on as usual.
        record AsUsual() implements Next {}

        /// Nothing for the caller to do.
        record Nothing() implements Next {}

        /// Others are ready.
        record Ready(List<Segment> segments) implements Next {}

        /// All tasks are done.
        record Done() implements Next {}

        /// It can only be seen to as one of the run's tasks: see [InlineFanOut#expands].
        record Expand() implements Next {}
    }

    InlineFanOut(Segment expansion, Expansions.Expanded added, long nowNanos) {
        this.expansion = expansion;
        this.added = added;
        this.addition = Objects.requireNonNull(added.scope().addition());
        this.startedNanos = nowNanos;
        int tasks = addition.graph().size();
        missing = new int[tasks];
        for (int local = 0; local < tasks; local++) {
            missing[local] = addition.graph().parents(local);
        }
        made = new Made[tasks];
        sinksLeft = addition.exits().length;
    }

    /// The segment that ends with the expansion.
    Segment expansion() {
        return expansion;
    }

    Expansions.Expanded added() {
        return added;
    }

    Scope scope() {
        return added.scope();
    }

    /// Does something when it takes too long.
    synchronized void limit(WorkerEnvironment.Timer timer) {
        limit = timer;
        if (state != State.OPEN) {
            timer.cancel();
        }
    }

    /// The tasks that nothing is missing to.
    synchronized List<Segment> roots() {
        List<Segment> roots = new ArrayList<>();
        for (int task : addition.toRoots().children()) {
            roots.add(waits(task));
        }
        return roots;
    }

    private Segment waits(int task) {
        waiting++;
        return new Segment(this, task);
    }

    /// A segment is about to be executed.
    ///
    /// @return whether it still is to be executed in this way
    synchronized boolean begins(Segment segment) {
        waiting--;
        if (state != State.OPEN) {
            return false;
        }
        begun.put(segment.task(), segment);
        return true;
    }

    /// The output of a task here; `null` if the task is none of these.
    synchronized @Nullable TaskResult result(int task) {
        int local = addition.local(task);
        return local < 0 || made[local] == null ? null : made[local].result();
    }

    /// Whether an output is of a task that was executed within a fan-out.
    static boolean made(TaskResult result) {
        return result.claim().k() == 0;
    }

    /// A segment has ended.
    synchronized Next ended(Segment segment, Segment.Ending ending) {
        int first = segment.first();
        if (segment.within() == null) {
            return new Next.AsUsual();
        }
        begun.remove(first);
        segment.ended(ending);
        return switch (state) {
            case CLOSED -> new Next.Nothing();
            case EXPANDED -> {
                ended.put(first, segment);
                yield new Next.Nothing();
            }
            case OPEN -> {
                ended.put(first, segment);
                finished++;
                yield ending instanceof Segment.Ending.Made(var produced)
                        ? goOn(produced)
                        : new Next.Expand();
            }
        };
    }

    private Next goOn(Segment.Produced produced) {
        int local = addition.local(produced.record().task());
        made[local] = new Made(produced, resultOf(produced));
        if (local >= addition.growth().tasks() && --sinksLeft == 0) {
            state = State.CLOSED;
            committing = true;
            stopLimit();
            return new Next.Done();
        }
        List<Segment> ready = new ArrayList<>(1);
        for (int child : produced.record().out().children()) {
            int reader = addition.local(child);
            if (reader >= 0 && --missing[reader] == 0) {
                ready.add(waits(child));
            }
        }
        return ready.isEmpty() ? new Next.Nothing() : new Next.Ready(ready);
    }

    private TaskResult resultOf(Segment.Produced produced) {
        int task = produced.record().task();
        return new TaskResult(
                task,
                Outcome.COMMITTED,
                new Claim(task, 0),
                produced.execution(),
                new Output.Inline(produced.payload(), produced.bytes(), 0),
                false);
    }

    /// The outputs that leave the fan-out, in the order of its exits, once all are there.
    synchronized List<Segment.Produced> outputs() {
        return Arrays.stream(made, addition.growth().tasks(), made.length)
                .map(each -> Objects.requireNonNull(each).produced())
                .toList();
    }

    /// The tasks become the run's: says so once.
    synchronized boolean expands() {
        if (state != State.OPEN) {
            return false;
        }
        state = State.EXPANDED;
        committing = true;
        stopLimit();
        return true;
    }

    /// The expansion is committed.
    ///
    /// @return what is to be seen to under the claims that came with that: first what was done, since a failure
    ///     may end the run
    synchronized List<Segment> expanded() {
        committing = false;
        List<Segment> all = new ArrayList<>(claimed);
        claimed.clear();
        all.sort(Comparator.comparing(Segment::hasFailed));
        forgetIfNothingIsLeft();
        return all;
    }

    /// Outputs are of use to what was begun here alone: all others read them from the store.
    private void forgetIfNothingIsLeft() {
        if (state == State.EXPANDED && !committing && begun.isEmpty() && ended.isEmpty()) {
            Arrays.fill(made, null);
            addition.inline(null);
        }
    }

    /// The claims that are this worker's although no runner has them: while the fan-out is being committed.
    synchronized List<Claim> held() {
        List<Claim> held = new ArrayList<>();
        if (committing) {
            held.add(expansion.grant().claim());
        }
        claimed.forEach(segment -> held.add(segment.grant().claim()));
        return held;
    }

    /// Whether a task was begun, or is done, that has no claim of its own yet.
    synchronized boolean hasBegun(int task) {
        return begun.containsKey(task) || ended.containsKey(task);
    }

    /// Nobody has any use for it any more.
    synchronized void close() {
        state = State.CLOSED;
        committing = false;
        begun.clear();
        ended.clear();
        claimed.clear();
        Arrays.fill(made, null);
        expansion.run().inline().remove(this);
        stopLimit();
    }

    private void stopLimit() {
        if (limit != null) {
            limit.cancel();
        }
    }

    /// A segment was interrupted: its claim is lost, or that of the expansion.
    synchronized void dropped(Segment segment) {
        if (state == State.OPEN) {
            close();
        } else {
            begun.remove(segment.first());
        }
    }

    synchronized boolean isOpen() {
        return state == State.OPEN;
    }

    /// How many nanoseconds the tasks that wait take one after the other, as far as one can tell; 0 if none
    /// waits.
    synchronized long restNanos(long nowNanos) {
        if (state != State.OPEN || waiting == 0) {
            return 0;
        }
        return (nowNanos - startedNanos) * waiting / Math.max(1, finished);
    }

    /// What was begun before there was a claim.
    ///
    /// @param done what is to be seen to under the claim now; `null` if it is still being executed, or waits
    ///     for the end of the expansion
    record Taken(@Nullable Segment done) {}

    /// A task has got a claim of its own, under which that goes on which was begun.
    ///
    /// @return `null` if nothing was
    synchronized @Nullable Taken claimed(Grant grant) {
        Segment done = ended.remove(grant.task());
        Segment segment = done == null ? begun.remove(grant.task()) : done;
        if (segment == null) {
            return null;
        }
        segment.claimed(grant);
        forgetIfNothingIsLeft();
        if (done != null && committing) {
            claimed.add(done);
            return new Taken(null);
        }
        return new Taken(done);
    }

    /// Not where it lies in memory: see [Runner#hashCode].
    @Override
    public int hashCode() {
        return expansion.task();
    }
}
