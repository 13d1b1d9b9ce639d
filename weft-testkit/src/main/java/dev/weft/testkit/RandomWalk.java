package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// One run of a random graph by workers that are killed, paused, invoked twice or never, that do
/// not hear answers and repeat their steps, hold outputs, fail and hand over: all of it decided by
/// one seed, one step at a time. In some walks somebody tells of dead workers (now and then of live ones),
/// in some, outputs are lost and made again, in a third, few tasks may be claimed at a time. The invariants are checked after every step, and the end is: the
/// run is done, every task was committed by one execution, each from the inputs that were committed. (The
/// worker that holds an output may be killed when all children have committed: then the run ends
/// without that task's own commit.)
final class RandomWalk {
    /// Turns after which a run counts as stuck. The longest that was seen took a tenth of it.
    private static final int MOST_TURNS = 20_000;

    final SplittableRandom random;
    final RunDriver run;
    final Dag dag;
    private final RunStore store;
    private final VirtualClock clock;
    private final List<Invocation> invocations = new ArrayList<>();
    private final List<WalkWorker> workers = new ArrayList<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private final Map<Long, Map<Integer, Long>> inputsOf = new HashMap<>();
    private final Set<ValueId> deleted = new HashSet<>();
    private final Set<Integer> held = new HashSet<>();
    private final Set<ValueId> lost = new HashSet<>();
    private final Set<Integer> madeAgain = new HashSet<>();
    private final boolean tellsOfDeaths;
    private final boolean losing;
    private int named;
    private int cancellations;
    private int losses;

    /// What a worker is invoked with.
    private record Invocation(Claim claim, int epoch) {}

    RandomWalk(RunStore store, VirtualClock clock, long seed) {
        this.store = store;
        this.clock = clock;
        random = new SplittableRandom(seed);
        dag = RandomDags.any(random, 26);
        cancellations = random.nextInt(3) == 0 ? 1 : 0;
        tellsOfDeaths = random.nextBoolean();
        losses = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        losing = losses > 0;
        // Without a draw, so that the walks of all other seeds stay as they are.
        int parallelism = seed % 3 == 1 ? 1 + (int) (seed / 3 % 4) : 0;
        RunLimits limits = RunLimits.standard().withPoisonLimit(1_000).withParallelism(parallelism);
        run = new RunDriver(store, clock, dag, limits, RunDriver.key("walk-" + seed, seed));
    }

    void go() {
        run.submitted().forEach(this::invoke);
        int turns = 0;
        while (run.status() != RunStatus.DONE) {
            turns++;
            assertThat(turns).as("turns of a run that ends").isLessThan(MOST_TURNS);
            turn();
        }
        checkTheEnd();
        letStragglersGoOn();
        clock.advance(run.limits().retention().plusSeconds(1));
        assertThat(store.inspect(run.key())).as("what is left after the retention").isEmpty();
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void turn() {
        clock.advance(Duration.ofMillis(random.nextInt(400)));
        if (run.status() != RunStatus.RUNNING) {
            afterCancellation();
        } else if (cancellations > 0 && chance(1)) {
            cancellations--;
            run.cancel();
        }
        if (losses > 0 && chance(4)) {
            lose();
        }
        if (chance(3) || (workers.isEmpty() && invocations.isEmpty())) {
            look();
        }
        if (!invocations.isEmpty() && (workers.isEmpty() || chance(40))) {
            deliver(invocations.remove(random.nextInt(invocations.size())));
        }
        if (!workers.isEmpty()) {
            act(workers.get(random.nextInt(workers.size())));
        }
    }

    private void act(WalkWorker worker) {
        if (chance(2)) {
            kill(worker);
        } else if (tellsOfDeaths && chance(1)) {
            tellOfTheDeathOf(worker); // who is alive
        } else if (chance(2)) {
            worker.pauseUntil(clock.micros() + random.nextLong(25_000_000));
        } else if (!worker.isPaused(clock.micros()) && !worker.step()) {
            workers.remove(worker);
        }
    }

    private void kill(WalkWorker worker) {
        workers.remove(worker);
        if (tellsOfDeaths && chance(70)) {
            tellOfTheDeathOf(worker);
        }
    }

    /// The answer may be lost; then the claims are invoked for when their deadlines have passed.
    private void tellOfTheDeathOf(WalkWorker worker) {
        if (run.die(run.deathOf(worker.name())) instanceof ReapAnswer.Reaped answer && chance(90)) {
            answer.reissued().forEach(this::invoke);
            take(answer.garbage());
        }
    }

    private void deliver(Invocation invocation) {
        if (workers.isEmpty() || chance(60)) {
            named++;
            workers.add(new WalkWorker(this, "w" + named));
        }
        workers.get(random.nextInt(workers.size())).invoked(invocation.claim(), invocation.epoch());
    }

    /// Whoever looks reaps; if nobody is at work, not before something is due.
    private void look() {
        if (workers.stream().allMatch(worker -> worker.isPaused(clock.micros()))) {
            run.pass(Duration.ofSeconds(1 + random.nextInt(20)));
        }
        if (run.reap() instanceof ReapAnswer.Reaped answer) {
            answer.reissued().forEach(this::invoke);
            take(answer.garbage());
        }
    }

    private void afterCancellation() {
        if (chance(10)) {
            if (run.resume(run.epoch()) instanceof ResumeAnswer.Resumed resumed) {
                run.adopt(resumed).forEach(this::invoke);
            }
        }
    }

    /// Invokes somebody for a claim: now and then nobody, or two.
    void invoke(Grant grant) {
        int times = chance(10) ? 0 : chance(10) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            invocations.add(new Invocation(grant.claim(), run.epoch()));
        }
    }

    /// Deletes what a step says is garbage.
    void take(List<ValueId> garbage) {
        deleted.addAll(garbage);
    }

    /// Loses a value of the blob store, if there is one.
    private void lose() {
        if (run.status() == RunStatus.DONE) {
            return;
        }
        List<ValueId> stored =
                run.state().values().stream()
                        .filter(value -> value.spread() && !lost.contains(value))
                        .sorted(Comparator.comparingInt(ValueId::task))
                        .toList();
        if (!stored.isEmpty()) {
            losses--;
            lost.add(stored.get(random.nextInt(stored.size())));
        }
    }

    boolean isThere(ValueId value) {
        return !deleted.contains(value) && !lost.contains(value);
    }

    /// Whether the output of a parent may rightly be missed by whoever is to execute a task: it was lost,
    /// or was given up before the task had to be executed once more.
    boolean mayMiss(int task, TaskResult parent) {
        return madeAgain.contains(task)
                || lost.contains(new ValueId(parent.task(), parent.execution(), true));
    }

    /// Notes that a task is committed no more.
    void noteLoss(int task) {
        committed.remove(task);
        madeAgain.add(task);
    }

    /// Notes that a task's output was kept in memory.
    void noteHeld(int task) {
        held.add(task);
    }

    /// Notes from which executions of its parents an execution was made.
    void note(long execution, Map<Integer, Long> inputs) {
        inputsOf.put(execution, Map.copyOf(inputs));
    }

    /// Notes what the store says is committed for the first time.
    void note(Commit commit) {
        for (SegmentTask task : commit.tasks()) {
            Long before = committed.putIfAbsent(task.task(), task.execution());
            if (before != null) {
                assertThat(before)
                        .as("execution that committed task %d", task.task())
                        .isEqualTo(task.execution());
            }
        }
    }

    /// The digest of an output: of tasks with outside effects another one for each execution, unless
    /// outputs have to be made again.
    long digest(int task, long execution) {
        return dag.options(task).fenced() && !losing ? execution : task + 1;
    }

    private void checkTheEnd() {
        RunRecord record = run.record();
        assertThat(record.settled()).as("settled").isEqualTo(committed.size());
        for (int task = 0; task < dag.tasks(); task++) {
            assertThat(
                            committed.containsKey(task)
                                    || held.contains(task)
                                    || madeAgain.contains(task))
                    .as("task %d was committed, or all its children had its output", task)
                    .isTrue();
        }
        assertThat(record.result())
                .satisfies(result -> {
                    assertThat(result.outcome()).isEqualTo(Outcome.COMMITTED);
                    assertThat(result.execution()).isEqualTo(committed.get(dag.sink()));
                });
        assertThat(inputsOf.keySet()).as("executions").containsAll(committed.values());
        committed.forEach((task, execution) ->
                inputsOf.getOrDefault(execution, Map.of())
                        .forEach((parent, used) -> checkInput(task, parent, used)));
    }

    private void checkInput(int task, int parent, long used) {
        long winner = committed.getOrDefault(parent, used);
        assertThat(digest(parent, used))
                .as("output of %d that committed task %d was made from", parent, task)
                .isEqualTo(digest(parent, winner));
    }

    /// Those who did not hear of the end change nothing any more.
    private void letStragglersGoOn() {
        RunRecord before = run.record();
        for (WalkWorker worker : workers) {
            for (int i = 0; i < 50 && worker.step(); i++) {
                clock.advance(Duration.ofMillis(1));
            }
        }
        assertThat(run.record()).as("record after the stragglers' steps").isEqualTo(before);
    }
}
