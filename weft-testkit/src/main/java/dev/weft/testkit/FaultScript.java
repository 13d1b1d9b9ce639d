package dev.weft.testkit;

import dev.weft.spi.ExecutingTask;
import dev.weft.worker.WorkerLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What is to go wrong in a test, and what was called.
///
/// ```java
/// script.on("Text.count").attempts(1, 2).fail(new IOException("disk"));
/// script.on("Text.count").calls(7).delay(Duration.ofHours(1));
/// script.on("Text.merge").attempts(1).loseWorker();
/// ```
///
/// Tasks are named by their own name or by their function's (`Text.count`). All that is scripted and
/// fits a call happens to it: first the delays, then the first failure or loss.
///
/// Safe for many threads.
public final class FaultScript {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VirtualEnvironment environment;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<TaskKey, Integer> attempts = new HashMap<>();
    private final Map<String, Integer> calls = new TreeMap<>();

    FaultScript(VirtualEnvironment environment) {
        this.environment = environment;
    }

    private record TaskKey(String run, int task) {}

    /// A call as faults see it.
    private record Call(String name, String function, int attempt, int ofName, int ofFunction) {
        boolean isOf(String wanted) {
            return wanted.equals(name) || wanted.equals(function);
        }

        int number(String wanted) {
            return wanted.equals(name) ? ofName : ofFunction;
        }
    }

    private record Fault(Occasion at, Effect effect) {}

    private sealed interface Effect {
        record Fail(Throwable thrown) implements Effect {}

        record Delay(Duration duration) implements Effect {}

        record LoseWorker(boolean afterwards) implements Effect {}
    }

    /// Begins to say what happens to tasks of a name: to every call of them, unless the result is told
    /// which.
    public Occasion on(String task) {
        return new Occasion(this, task, List.of(), List.of());
    }

    /// Which calls of a function something happens to. Immutable.
    public static final class Occasion {
        private final FaultScript script;
        private final String task;
        private final List<Integer> attempts;
        private final List<Integer> calls;

        private Occasion(
                FaultScript script, String task, List<Integer> attempts, List<Integer> calls) {
            this.script = script;
            this.task = task;
            this.attempts = attempts;
            this.calls = calls;
        }

        /// Only to these tries of each task, from 1. Tries that ended with a lost worker count too.
        public Occasion attempts(int... numbers) {
            return new Occasion(script, task, boxed(numbers), calls);
        }

        /// Only to these calls, from 1, counted over all tasks of the name in the order in which they
        /// begin.
        public Occasion calls(int... numbers) {
            return new Occasion(script, task, attempts, boxed(numbers));
        }

        private static List<Integer> boxed(int... numbers) {
            List<Integer> boxed = new ArrayList<>();
            for (int number : numbers) {
                boxed.add(number);
            }
            return List.copyOf(boxed);
        }

        /// The function is not called; this is thrown in its place.
        ///
        /// @param thrown the same object each time
        public void fail(Throwable thrown) {
            script.add(this, new Effect.Fail(thrown));
        }

        /// The function is called only after this (virtual) time. While it waits, time passes by
        /// itself, and a timeout interrupts it.
        public void delay(Duration duration) {
            script.add(this, new Effect.Delay(duration));
        }

        /// The worker dies before it calls the function: the task is tried again when the lease of its
        /// claim has passed.
        public void loseWorker() {
            script.add(this, new Effect.LoseWorker(false));
        }

        /// The worker dies when the function has returned, before that is committed: the function is
        /// called again when the lease of its claim has passed.
        public void loseWorkerAfterwards() {
            script.add(this, new Effect.LoseWorker(true));
        }

        private boolean fits(Call call) {
            return call.isOf(task)
                    && (attempts.isEmpty() || attempts.contains(call.attempt()))
                    && (calls.isEmpty() || calls.contains(call.number(task)));
        }
    }

    private synchronized void add(Occasion at, Effect effect) {
        faults.add(new Fault(at, effect));
    }

    /// How many calls of tasks of this name have begun, those that were made to fail included.
    public synchronized int calls(String task) {
        return calls.getOrDefault(task, 0);
    }

    /// Waits, in real time, until so many calls of tasks of this name have begun.
    ///
    /// @throws AssertionError if they have not after half a minute
    public synchronized void awaitCalls(String task, int count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (calls(task) < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(
                        "calls of '%s' must reach %d, were %d within %s; called: %s"
                                .formatted(task, count, calls(task), PATIENCE, calls));
            }
            wait(left);
        }
    }

    /// Something was scripted for tasks that were never called: most likely their name is misspelt.
    ///
    /// @throws AssertionError naming them and what was called
    void checkThatScriptedTasksWereCalled() {
        List<String> never = new ArrayList<>();
        Map<String, Integer> called;
        synchronized (this) {
            for (Fault fault : faults) {
                if (!calls.containsKey(fault.at.task)) {
                    never.add(fault.at.task);
                }
            }
            called = Map.copyOf(calls);
        }
        if (!never.isEmpty()) {
            throw new AssertionError(
                    "scripted tasks must be called, were not: %s; called: %s"
                            .formatted(never, called.keySet()));
        }
    }

    @Nullable Object call(ExecutingTask task, String function, Callable<@Nullable Object> body)
            throws Exception {
        boolean loseAfterwards = false;
        for (Effect effect : effects(task, function)) {
            switch (effect) {
                case Effect.Delay(var duration) -> environment.sleep(duration);
                case Effect.Fail(var thrown) -> throw FaultScript.<RuntimeException>sneaky(thrown);
                case Effect.LoseWorker(var afterwards) -> {
                    if (!afterwards) {
                        throw new WorkerLostException(task.name());
                    }
                    loseAfterwards = true;
                }
            }
        }
        Object result = body.call();
        if (loseAfterwards) {
            throw new WorkerLostException(task.name());
        }
        return result;
    }

    /// What happens to a call: delays first, then at most one other thing.
    private synchronized List<Effect> effects(ExecutingTask task, String function) {
        Call call = noted(task, function);
        List<Effect> effects = new ArrayList<>();
        Effect last = null;
        for (Fault fault : faults) {
            if (fault.at.fits(call)) {
                if (fault.effect instanceof Effect.Delay) {
                    effects.add(fault.effect);
                } else if (last == null) {
                    last = fault.effect;
                }
            }
        }
        if (last != null) {
            effects.add(last);
        }
        return effects;
    }

    private Call noted(ExecutingTask task, String function) {
        String name = task.name();
        int attempt = attempts.merge(new TaskKey(task.run().value(), task.task()), 1, Integer::sum);
        int ofFunction = calls.merge(function, 1, Integer::sum);
        int ofName = name.equals(function) ? ofFunction : calls.merge(name, 1, Integer::sum);
        notifyAll();
        return new Call(name, function, attempt, ofName, ofFunction);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws what was asked for
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
