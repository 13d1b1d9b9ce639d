package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The threads that execute tasks, and the tasks that wait for one.
///
/// One *runner* executes task after task; before it takes one while others wait, it sees to it that a
/// further runner is about to start. That one gets a carrier only when there is one free: because of a
/// second core, or because the first runner's task blocks. So short tasks cost no thread each, and any
/// number of blocking ones wait at the same time.
///
/// Safe for many threads.
final class Runners {
    private final Worker worker;
    private final WorkerSettings settings;
    private final WorkerEnvironment environment;
    private final ReadyTasks ready = new ReadyTasks();
    private final Set<Runner> alive = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean runnerPending = new AtomicBoolean();
    private final AtomicInteger executing = new AtomicInteger();
    private final AtomicInteger forked = new AtomicInteger();
    private final AtomicInteger beside = new AtomicInteger();
    private final Object quiet = new Object();

    Runners(Worker worker, WorkerSettings settings, WorkerEnvironment environment) {
        this.worker = worker;
        this.settings = settings;
        this.environment = environment;
    }

    /// @param from index of the first grant that waits
    void add(RunExecution run, List<Grant> grants, GivenInputs given, int from) {
        ready.add(run, grants, given, from);
        wake();
    }

    void add(Segment segment) {
        ready.add(segment);
        wake();
    }

    /// @param within tasks of a fan-out that have no claims of their own
    void add(List<Segment> within) {
        if (!within.isEmpty()) {
            ready.add(within);
            wake();
        }
    }

    /// Forgets the tasks of a fan-out that have no claims of their own.
    void drop(InlineFanOut fanOut) {
        ready.drop(fanOut);
    }

    void addLast(Segment segment) {
        ready.addLast(segment);
        wake();
    }

    /// Forgets what waits for a run.
    void drop(RunExecution run) {
        ready.drop(run);
    }

    /// Forgets claims that are lost.
    void drop(RunExecution run, Set<Claim> lost) {
        ready.drop(run, lost);
    }

    /// The claims that wait for a run.
    void claims(RunExecution run, List<Claim> into) {
        ready.claims(run, into);
    }

    /// How many tasks of a run wait.
    int waiting(RunExecution run) {
        return ready.waiting(run);
    }

    /// How many claims of a run wait that could be given away.
    int claims(RunExecution run) {
        return ready.claims(run);
    }

    /// Takes half of a run's waiting grants out.
    List<Grant> takeHalf(RunExecution run) {
        return ready.takeHalf(run);
    }

    /// Takes all of a run's waiting grants out.
    List<Grant> takeAll(RunExecution run) {
        return ready.takeAll(run);
    }

    /// Runners that have begun and not ended, those with an abandoned task not counted.
    Set<Runner> alive() {
        return alive;
    }

    int waiting() {
        return ready.size();
    }

    int executing() {
        return executing.get();
    }

    /// Sees to it that a runner is about to start, if tasks wait and there is room.
    void wake() {
        while (!runnerPending.get()
                && executing.get() < settings.tasksAtOnce()
                && runnerPending.compareAndSet(false, true)) {
            // Asked again: a runner may have begun between the two.
            if (executing.get() < settings.tasksAtOnce()) {
                forkRunner();
                return;
            }
            runnerPending.set(false);
        }
    }

    private void forkRunner() {
        boolean begins = false;
        try {
            environment.fork(
                    new Runner(
                            worker,
                            forked.incrementAndGet(),
                            settings.captureOutput()
                                    ? new OutputCapture.Tails(settings.echoOutput())
                                    : null));
            begins = true;
        } finally {
            if (!begins) { // out of memory, say: somebody else shall try again
                runnerPending.set(false);
            }
        }
    }

    void began(Runner runner) {
        executing.incrementAndGet();
        runnerPending.set(false);
        alive.add(runner);
    }

    void ended(Runner runner, boolean wasAbandoned) {
        alive.remove(runner);
        if (wasAbandoned) {
            environment.ended(runner);
        } else {
            executing.decrementAndGet();
        }
        if (!ready.isEmpty()) {
            wake();
        } else {
            signalQuiet();
        }
    }

    /// The next task for a runner; another runner is about to start if more wait.
    @Nullable Segment poll() {
        Segment segment = ready.poll();
        if (segment != null) {
            segment.run().counters().executing(executing.get());
            if (!ready.isEmpty()) {
                wake();
            }
        }
        return segment;
    }

    /// A runner is about to execute a segment.
    void begins(Segment segment) {
        ready.begins(segment);
    }

    /// A runner has executed a segment.
    void ends(Segment segment) {
        if (ready.ends(segment)) {
            wake();
        }
    }

    /// A runner's task was given up: the runner may go on for ever and does not count any more.
    void abandoned(Runner runner) {
        executing.decrementAndGet();
        alive.remove(runner);
    }

    /// Waits until no runner executes or commits such a segment.
    ///
    /// @return whether that is so; tasks that were abandoned do not count
    boolean awaitQuiet(Predicate<Segment> busy, Duration atMost) throws InterruptedException {
        return await(() -> !anyRuns(busy), atMost);
    }

    /// Waits until no runner is there or about to be: one that has just begun may take a task.
    ///
    /// @return whether that is so; tasks that were abandoned do not count
    boolean awaitNone(Duration atMost) throws InterruptedException {
        // Whoever begins is counted before it is no longer pending.
        return await(
                () -> !runnerPending.get() && executing.get() == 0 && beside.get() == 0, atMost);
    }

    /// Something begins that others than runners do: an adoption, the expansion of a fan-out.
    void beginBeside() {
        beside.incrementAndGet();
    }

    void endBeside() {
        beside.decrementAndGet();
        signalQuiet();
    }

    private boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(atMost);
        synchronized (quiet) {
            while (!condition.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                quiet.wait(Math.min(50, left / 1_000_000 + 1));
            }
        }
        return true;
    }

    /// Waits until a run has nothing to do here.
    ///
    /// @return whether that is so
    boolean awaitIdle(RunExecution run, Duration atMost) throws InterruptedException {
        return await(() -> isIdle(run), atMost);
    }

    private boolean isIdle(RunExecution run) {
        return run.over() || (!run.isBusy() && run.backingOff().isEmpty());
    }

    private boolean anyRuns(Predicate<Segment> which) {
        for (Runner runner : alive) {
            Segment segment = runner.segment();
            if (segment != null && which.test(segment)) {
                return true;
            }
        }
        return false;
    }

    void signalQuiet() {
        synchronized (quiet) {
            quiet.notifyAll();
        }
    }
}
