package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Superseded;
import dev.weft.spi.WantedInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A worker of a [RandomWalk]. It does one thing at a time, and what it does not hear it repeats.
final class WalkWorker {
    private final RandomWalk walk;
    private final RunDriver run;
    private final WorkerId id;
    private final List<Work> todo = new ArrayList<>();
    private final List<Work> held = new ArrayList<>();
    private final Map<Integer, Long> memory = new HashMap<>();

    /// Results that came with a claim.
    private final Map<Claim, Map<Integer, TaskResult>> given = new HashMap<>();

    private final List<ValueId> toAcknowledge = new ArrayList<>();
    private @Nullable Runnable unanswered;
    private @Nullable Commit restOfChunks;
    private long pausedUntil;

    WalkWorker(RandomWalk walk, String name) {
        this.walk = walk;
        run = walk.run;
        id = new WorkerId(name);
    }

    String name() {
        return id.value();
    }

    void pauseUntil(long micros) {
        pausedUntil = micros;
    }

    boolean isPaused(long now) {
        return now < pausedUntil;
    }

    /// Hears an invocation, and asks for its claim.
    void invoked(Claim claim, int epoch) {
        Work work = new Work(id, claim, epoch, run.execution());
        ask(() -> adopt(work));
    }

    /// @return whether there is more to do
    boolean step() {
        Runnable repeat = unanswered;
        Commit rest = restOfChunks;
        if (repeat != null) {
            unanswered = null;
            ask(repeat);
        } else if (rest != null) {
            restOfChunks = null;
            ask(() -> commit(rest, List.of()));
        } else if (walk.chance(25)) {
            renew();
        } else if (!todo.isEmpty()) {
            execute(todo.remove(walk.random.nextInt(todo.size())));
        } else if (!held.isEmpty()) {
            storeOrElide(held.removeLast());
        } else {
            return false;
        }
        return true;
    }

    /// Takes a step whose answer may be lost; then it is repeated before anything else.
    private void ask(Runnable step) {
        if (unanswered == null && walk.chance(8)) {
            lose(step);
        } else {
            step.run();
        }
    }

    /// The store takes the step, but the worker does not learn what it said.
    private void lose(Runnable step) {
        List<Work> todoBefore = List.copyOf(todo);
        List<Work> heldBefore = List.copyOf(held);
        step.run();
        todo.clear();
        todo.addAll(todoBefore);
        held.clear();
        held.addAll(heldBefore);
        restOfChunks = null;
        unanswered = step;
    }

    private void adopt(Work work) {
        StartAnswer answer = run.start(run.startOf(work));
        if (answer instanceof StartAnswer.Started started) {
            switch (started.verdicts().getFirst()) {
                case Verdict.Adopted(Grant grant) -> add(work, grant);
                case Verdict.PublishOnly(Claim _, TaskResult winner) -> publish(work, winner);
                case Verdict.Refused _, Verdict.NotReady _ -> {
                    // somebody else has it, or nobody can
                }
            }
        }
    }

    private void add(Work work, Grant grant) {
        assertThat(grant.skip()).as("whether task %d is skipped", grant.task()).isFalse();
        if (todo.stream().noneMatch(known -> known.claim().equals(work.claim()))) {
            todo.add(work);
        }
    }

    private void publish(Work work, TaskResult winner) {
        commit(run.commitOf(work).only(winner.task(), winner.execution()).build(), List.of());
    }

    private void renew() {
        List<Work> all = new ArrayList<>(todo);
        all.addAll(held);
        if (all.isEmpty()) {
            return;
        }
        int epoch = all.getFirst().epoch();
        all.removeIf(work -> work.epoch() != epoch);
        RenewAnswer answer = run.renew(all.toArray(Work[]::new));
        if (answer instanceof RenewAnswer.Renewed(List<Claim> lost, long _) && walk.chance(50)) {
            todo.removeIf(work -> lost.contains(work.claim()));
            held.removeIf(work -> lost.contains(work.claim()));
        }
    }

    private void execute(Work work) {
        int task = work.claim().task();
        Map<Integer, Long> inputs = inputs(work, task, Map.of());
        if (inputs == null) {
            return; // the claim is gone, or the run is
        }
        walk.note(work.execution(), inputs);
        memory.put(task, work.execution());
        boolean children = walk.dag.outDegree(task) > 0;
        if (walk.chance(5)) {
            Duration later = Duration.ofMillis(walk.random.nextInt(20_000));
            ask(() -> run.fail(run.failOf(work, Optional.of(later))));
        } else if (children && !walk.dag.options(task).fenced() && walk.chance(20)) {
            held.add(work);
            walk.noteHeld(task);
            ask(() -> hold(work));
        } else {
            CommitSketch sketch = sketch(work, inputs);
            extend(work, sketch);
            send(work, sketch);
        }
    }

    /// The executions whose outputs the task reads: its worker's own, or the committed ones.
    ///
    /// @return `null` if an input is not there because the claim is not the worker's any more
    private @Nullable Map<Integer, Long> inputs(Work work, int task, Map<Integer, Long> segment) {
        Map<Integer, Long> inputs = new LinkedHashMap<>();
        for (int parent : walk.dag.parents(task)) {
            Long own = segment.containsKey(parent) ? segment.get(parent) : memory.get(parent);
            TaskResult result = result(work, parent);
            if (own != null && (result == null || segment.containsKey(parent) || walk.chance(50))) {
                inputs.put(parent, own);
            } else if (result != null && isReadable(result)) {
                inputs.put(parent, result.execution());
            } else {
                missed(work, task, parent, result);
                return null;
            }
        }
        return inputs;
    }

    /// As it came with the claim, or as the store has it now.
    private @Nullable TaskResult result(Work work, int parent) {
        TaskResult carried = given.getOrDefault(work.claim(), Map.of()).get(parent);
        return carried != null ? carried : run.result(parent);
    }

    private boolean isReadable(TaskResult result) {
        return switch (result.output()) {
            case Output.Inline _ -> true;
            case Output.Spread _ ->
                    walk.isThere(new ValueId(result.task(), result.execution(), true));
            case Output.None _, Output.Elided _, Output.Collected _ -> false;
        };
    }

    private void missed(Work work, int task, int parent, @Nullable TaskResult result) {
        if (result != null && walk.mayMiss(task, result)) {
            Invalidate invalidate = run.invalidationOf(work, parent, result.execution());
            ask(() -> invalidate(invalidate));
        } else {
            checkThatTheClaimIsGone(work, parent, result);
        }
    }

    private void invalidate(Invalidate invalidate) {
        if (run.invalidate(invalidate) instanceof InvalidateAnswer.Invalidated answer) {
            if (!answer.again()) {
                walk.noteLoss(invalidate.parent());
            }
            answer.grants().forEach(walk::invoke);
        }
    }

    private void checkThatTheClaimIsGone(Work work, int parent, @Nullable TaskResult result) {
        if (run.renew(work) instanceof RenewAnswer.Renewed(List<Claim> lost, long _)) {
            assertThat(lost)
                    .as("claims lost by whoever lacks the output of %d: %s", parent, result)
                    .contains(work.claim());
        }
    }

    private CommitSketch sketch(Work work, Map<Integer, Long> inputs) {
        CommitSketch sketch = run.commitOf(work).keep(walk.random.nextInt(3));
        inputs.forEach((parent, execution) -> name(sketch, parent, execution));
        return sketch;
    }

    /// Names an input that the worker had in its memory.
    private void name(CommitSketch sketch, int parent, long execution) {
        if (Long.valueOf(execution).equals(memory.get(parent))) {
            sketch.used(parent, execution, walk.digest(parent, execution));
        }
    }

    /// Executes some of what follows under the same claim.
    private void extend(Work work, CommitSketch sketch) {
        Map<Integer, Long> segment = new LinkedHashMap<>();
        segment.put(work.claim().task(), work.execution());
        int last = work.claim().task();
        while (walk.chance(40) && !walk.dag.options(last).fenced()) {
            int next = next(segment);
            if (next < 0) {
                return;
            }
            Map<Integer, Long> inputs = inputs(work, next, segment);
            if (inputs == null) {
                return;
            }
            sketch.then(next);
            segment.put(next, sketch.executionOf(next));
            memory.put(next, sketch.executionOf(next));
            walk.note(sketch.executionOf(next), inputs);
            inputs.forEach((parent, execution) -> {
                if (!segment.containsKey(parent)) {
                    name(sketch, parent, execution);
                }
            });
            last = next;
        }
    }

    /// A child of the segment all of whose parents are in the segment or committed; -1 if none.
    private int next(Map<Integer, Long> segment) {
        for (int task : segment.keySet()) {
            for (int child : walk.dag.children(task)) {
                if (!segment.containsKey(child) && isFollowedBy(segment, child)) {
                    return child;
                }
            }
        }
        return -1;
    }

    private boolean isFollowedBy(Map<Integer, Long> segment, int child) {
        for (int parent : walk.dag.parents(child)) {
            TaskResult result = segment.containsKey(parent) ? null : run.result(parent);
            if (!segment.containsKey(parent) && (result == null || !isReadable(result))) {
                return false;
            }
        }
        return true;
    }

    private void send(Work work, CommitSketch sketch) {
        int last = sketch.latest();
        if (walk.chance(25)) {
            sketch.spread(walk.digest(last, sketch.executionOf(last)));
        }
        if (walk.chance(50)) {
            sketch.wanting(wanted(last));
        }
        if (!todo.isEmpty() && walk.chance(30)) {
            sketch.handOver(todo.getFirst().claim());
        }
        sketch.deleted(toAcknowledge);
        toAcknowledge.clear();
        Commit whole = sketch.build();
        int edges = whole.tasks().getLast().edges().size();
        if (edges > 1 && walk.chance(30)) {
            Commit first = sketch.chunk(0, 0, edges / 2, false).build();
            Commit rest = sketch.chunk(1, edges / 2, edges, true).build();
            ask(() -> commitFirst(first, rest, work));
        } else {
            ask(() -> commit(whole, List.of(work)));
        }
    }

    /// The other parents of a task's children.
    private WantedInputs wanted(int task) {
        int[] children = walk.dag.children(task);
        int[][] parents = new int[children.length][];
        for (int i = 0; i < children.length; i++) {
            parents[i] =
                    Arrays.stream(walk.dag.parents(children[i]))
                            .filter(parent -> parent != task)
                            .toArray();
        }
        return new WantedInputs(children, parents);
    }

    private void commitFirst(Commit first, Commit rest, Work work) {
        if (commit(first, List.of(work))) {
            restOfChunks = rest;
        }
    }

    /// @param again what is tried once more if an input was stale
    /// @return whether the outcome stands
    private boolean commit(Commit commit, List<Work> again) {
        CommitAnswer answer = run.commit(commit);
        if (answer instanceof Committed committed) {
            if (!committed.again()) {
                walk.note(commit);
            }
            keep(commit.wanted(), committed);
            todo.removeIf(work -> commit.handOvers().contains(work.claim()));
            committed.grants().forEach(grant -> granted(grant, commit.epoch()));
            walk.take(committed.garbage());
            toAcknowledge.addAll(committed.garbage());
            return true;
        }
        if (answer instanceof CommitAnswer.Refused(Superseded reason, List<TaskResult> _)
                && reason == Superseded.STALE_INPUT) {
            memory.keySet().removeIf(task -> !isHeldHere(task));
            again.forEach(work -> todo.add(work.as(run.execution())));
        }
        return false;
    }

    /// Whether it is the only one who has the output.
    private boolean isHeldHere(int task) {
        return run.result(task) == null
                && held.stream().anyMatch(work -> work.claim().task() == task);
    }

    /// Keeps what came with the children, which must be what the store has.
    private void keep(WantedInputs wanted, Committed committed) {
        Map<Integer, TaskResult> carried = new HashMap<>();
        for (TaskResult result : committed.inputs()) {
            assertThat(carried.put(result.task(), result)).as("twice in an answer").isNull();
            assertThat(result).isEqualTo(run.result(result.task()));
        }
        for (Grant grant : committed.grants()) {
            int place = Arrays.binarySearch(wanted.children(), grant.task());
            if (place >= 0 && grant.mode() == ClaimMode.CONTINUE) {
                int[] parents = wanted.parents()[place];
                assertThat(carried.keySet()).containsAll(Arrays.stream(parents).boxed().toList());
                given.put(grant.claim(), carried);
            }
        }
    }

    private void granted(Grant grant, int epoch) {
        if (grant.mode() == ClaimMode.INVOKE) {
            walk.invoke(grant);
        } else {
            add(new Work(id, grant.claim(), epoch, run.execution()), grant);
        }
    }

    private void hold(Work work) {
        if (run.hold(run.holdOf(work)) instanceof HoldAnswer.Held answer) {
            answer.grants().forEach(grant -> granted(grant, work.epoch()));
        } else {
            held.remove(work);
        }
    }

    /// Commits a held task: without its output, if all its children had it from memory.
    private void storeOrElide(Work work) {
        int task = work.claim().task();
        Map<Integer, Long> inputs = inputs(work, task, Map.of());
        if (inputs == null) {
            return;
        }
        walk.note(work.execution(), inputs);
        CommitSketch sketch = sketch(work, inputs);
        boolean allSettled = true;
        for (int child : walk.dag.children(task)) {
            allSettled &= run.result(child) != null;
        }
        if (allSettled) {
            sketch.output(new Output.Elided(walk.digest(task, work.execution())));
            ask(() -> commit(sketch.build(), List.of()));
        } else {
            send(work, sketch);
        }
    }
}
