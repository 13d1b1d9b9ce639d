package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.spi.ExecutingTask;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
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
    private final IntConsumer elements;
    private boolean mended;

    /// @param elements is told of tasks of whose elements the function is called
    SimulatedCalls(SimulatedWorkflow workflow, SplittableRandom random, IntConsumer elements) {
        this.elements = elements;
        this.workflow = workflow;
        this.random = random;
    }

    /// Stands for the function of a task in a process.
    ///
    /// @param function its display name
    @Nullable Object call(
            SimulatedProcess process,
            ExecutingTask executing,
            String function,
            Callable<@Nullable Object> body)
            throws Exception {
        process.requireAlive();
        int number = calls.merge(executing.task(), 1, Integer::sum);
        process.note("calls " + executing.task() + ", call " + number);
        SimulatedTask task = workflow.behaviour(executing.task(), executing.name(), function);
        if (task == null) {
            return workflow.within(this, executing.task(), body);
        }
        if (number <= task.failures()
                && !(mended && task.failures() == SimulatedTask.UNTIL_MENDED)) {
            fail(process, executing.task(), task.failing());
        }
        sleep(process, random.nextLong(task.micros()));
        if (task.options().outsideEffects()) {
            act(executing);
            sleep(process, random.nextLong(task.micros()));
        }
        Object value = workflow.within(this, executing.task(), body);
        return value instanceof SimulatedValue combined && combined.task >= 0
                ? made(combined, task)
                : value;
    }

    /// The function of an element's task is called.
    void ofElement(int task) {
        elements.accept(task);
    }

    /// One of two things, at random.
    boolean toss() {
        return random.nextBoolean();
    }

    /// What a task has made, with the weight that it has, and another one each time if it is so.
    SimulatedValue made(SimulatedValue value, SimulatedTask task) {
        return made(value.weighing(task.weightBytes(), task.repeats() ? 0 : 1 | random.nextLong()));
    }

    SimulatedValue made(SimulatedValue value) {
        SimulatedValue known = made.putIfAbsent(value.hash, value.weighing(0, 0)); // of its own
        if (known != null && known.id != value.id) {
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
    void checkOrigin(Dag dag, long result) {
        versions(result, Set.of())
                .values()
                .forEach(value -> {
                    int[] parents = dag.parents(value.task);
                    if (parents.length != value.inputs().length) {
                        throw new AssertionError(
                                "task %d must have all its inputs".formatted(value.task));
                    }
                    for (int i = 0; i < parents.length; i++) {
                        SimulatedValue input = made.get(value.inputs()[i]);
                        if (input == null || input.task != parents[i]) {
                            throw new AssertionError(
                                    "input %d of task %d must be the output of task %d"
                                            .formatted(i, value.task, parents[i]));
                        }
                    }
                });
    }

    /// All that went into a result, by id.
    ///
    /// @param constants values that no task has made
    /// @throws AssertionError if two versions of a task's output did
    Map<Long, SimulatedValue> versions(long result, Set<Long> constants) {
        Map<Long, SimulatedValue> versions = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>(List.of(result));
        while (!open.isEmpty()) {
            long hash = open.remove();
            SimulatedValue value = made.get(hash);
            if (value == null) {
                if (!constants.contains(hash)) {
                    throw new AssertionError("every input must have been made by a task");
                }
                continue;
            }
            SimulatedValue other = versions.put(value.id, value);
            if (other == null) {
                for (long input : value.inputs()) {
                    open.add(input);
                }
            } else if (other.hash != hash) {
                throw new AssertionError(
                        "two versions of the output of task %s went into the result"
                                .formatted(
                                        value.task >= 0 ? value.task : Long.toHexString(value.id)));
            }
        }
        return versions;
    }
}
