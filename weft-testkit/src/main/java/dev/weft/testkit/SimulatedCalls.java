package dev.weft.testkit;

import dev.weft.spi.ExecutingTask;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The functions of a simulation being called: takes time, fails as planned, acts on the world outside,
/// and remembers what was made of what.
final class SimulatedCalls {
    private static final long FOR_EVER_MICROS = 900_000_000_000L;

    private final SimulatedWorkflow workflow;
    private final SplittableRandom random;
    private final Map<Integer, Integer> calls = new HashMap<>();
    private final Map<Long, SimulatedValue> made = new HashMap<>();
    private final Map<Integer, Long> effects = new HashMap<>();
    private boolean mended;

    SimulatedCalls(SimulatedWorkflow workflow, SplittableRandom random) {
        this.workflow = workflow;
        this.random = random;
    }

    /// Stands for the function of a task in a process.
    @Nullable Object call(
            SimulatedProcess process, ExecutingTask executing, Callable<@Nullable Object> body)
            throws Exception {
        process.requireAlive();
        SimulatedTask task = workflow.task(executing.task());
        int number = calls.merge(executing.task(), 1, Integer::sum);
        process.note("calls " + executing.task() + ", call " + number);
        if (number <= task.failures()
                && !(mended && task.failures() == SimulatedTask.UNTIL_MENDED)) {
            fail(process, executing.task(), task.failing());
        }
        sleep(process, random.nextLong(task.micros()));
        if (task.options().outsideEffects()) {
            act(executing);
            sleep(process, random.nextLong(task.micros()));
        }
        SimulatedValue value =
                body.call() instanceof SimulatedValue combined
                        ? combined.weighing(
                                task.weightBytes(), task.repeats() ? 0 : 1 | random.nextLong())
                        : new SimulatedValue(-1, 0, 0);
        SimulatedValue known = made.putIfAbsent(value.hash, value);
        if (known != null && known.task != value.task) {
            throw new AssertionError("hashes of tasks must differ");
        }
        return value;
    }

    private void fail(SimulatedProcess process, int task, SimulatedTask.Failing failing)
            throws InterruptedException {
        switch (failing) {
            case THROWS -> sleep(process, 1 + random.nextLong(50_000));
            case HANGS -> sleep(process, FOR_EVER_MICROS);
            case SPINS -> process.pass(FOR_EVER_MICROS);
            case KILLS -> {
                sleep(process, 1 + random.nextLong(50_000));
                process.kill("by task " + task);
                process.requireAlive();
            }
        }
        throw new IllegalStateException("task " + task + " fails as planned");
    }

    private static void sleep(SimulatedProcess process, long micros) throws InterruptedException {
        process.sleep(micros);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// The world outside refuses whoever has an older fencing token than it has seen.
    private void act(ExecutingTask executing) throws OldTokenException {
        long token = executing.fencingToken();
        long seen = effects.getOrDefault(executing.task(), 0L);
        if (token < seen) {
            throw new OldTokenException(
                    "token %d of task %d is older than %d"
                            .formatted(token, executing.task(), seen));
        }
        effects.put(executing.task(), token);
    }

    /// From now on the code that was wrong is right.
    void mend() {
        mended = true;
    }

    boolean isMended() {
        return mended;
    }

    /// The world outside has refused an effect.
    static final class OldTokenException extends Exception {
        private static final long serialVersionUID = 1;

        OldTokenException(String message) {
            super(message);
        }
    }

    /// The fencing token that the world outside has accepted last from a task; 0 if none.
    long latestEffect(int task) {
        return effects.getOrDefault(task, 0L);
    }

    /// How often functions were called.
    int total() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Follows a result back to the roots: each task must have contributed one value, and have had its
    /// parents' values for inputs.
    ///
    /// @throws AssertionError naming the task for which that is not so
    void checkOrigin(long result) {
        Map<Integer, Long> versions = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>();
        visit(workflow.dag().sink(), result, versions, open);
        while (!open.isEmpty()) {
            SimulatedValue value = made.get(open.remove());
            if (value == null) {
                throw new AssertionError("every input must have been made by a task");
            }
            int[] parents = workflow.dag().parents(value.task);
            if (parents.length != value.inputs().length) {
                throw new AssertionError("task %d must have all its inputs".formatted(value.task));
            }
            for (int i = 0; i < parents.length; i++) {
                visit(parents[i], value.inputs()[i], versions, open);
            }
        }
    }

    private void visit(int task, long hash, Map<Integer, Long> versions, Deque<Long> open) {
        SimulatedValue value = made.get(hash);
        if (value == null || value.task != task) {
            throw new AssertionError(
                    "the output of task %d must be its own, was %s"
                            .formatted(task, value == null ? "nobody's" : "that of " + value.task));
        }
        Long other = versions.put(task, hash);
        if (other == null) {
            open.add(hash);
        } else if (other != hash) {
            throw new AssertionError(
                    "two versions of the output of task %d went into the result".formatted(task));
        }
    }
}
