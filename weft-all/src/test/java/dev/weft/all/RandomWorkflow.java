package dev.weft.all;

import static dev.weft.Weft.combine;
import static dev.weft.Weft.list;
import static dev.weft.Weft.map;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.ReadsOnly;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.model.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A workflow drawn by chance through the public API, together with what sequential evaluation gives.
/// Its tasks take lists, maps, nested ones and combined arguments; results are numbers or lists, and
/// whoever may modify a list that it is given does.
final class RandomWorkflow {
    private static final int NUMBER = 0;
    private static final int CELLS = 1;
    private static final int GIVE_BACK = 2;

    private final String name;
    private final SplittableRandom random;
    private final List<Task<Object>> tasks = new ArrayList<>();
    private final List<Object> expected = new ArrayList<>();
    private final List<int[]> parents = new ArrayList<>();

    private final boolean named;

    private RandomWorkflow(String name, long seed, boolean named) {
        this.name = name;
        this.named = named;
        this.random = new SplittableRandom(seed);
    }

    /// @param name by which the functions find their [Trace]
    /// @param named whether each task has its number here for a name
    static RandomWorkflow draw(String name, long seed, boolean named) {
        RandomWorkflow workflow = new RandomWorkflow(name, seed, named);
        int size = 2 + workflow.random.nextInt(50);
        for (int i = 0; i < size; i++) {
            workflow.add();
        }
        return workflow;
    }

    private void add() {
        int id = tasks.size();
        int[] from = drawParents(id);
        List<Arg<Object>> arguments = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int parent : from) {
            arguments.add(tasks.get(parent));
            values.add(copy(expected.get(parent)));
        }
        if (random.nextInt(3) == 0) {
            long constant = random.nextInt(100);
            arguments.add(value(constant));
            values.add(constant);
        }
        int kind = random.nextInt(3);
        boolean readsOnly = kind != CELLS && random.nextInt(3) == 0;
        parents.add(from);
        Task<Object> task = drawOptions(drawTask(id, from, arguments, kind, readsOnly));
        tasks.add(named ? task.with(Weft.options().withName("" + id)) : task);
        expected.add(evaluate(id, values, kind, readsOnly));
    }

    private int[] drawParents(int before) {
        BitSet drawn = new BitSet();
        if (before > 0) {
            int[] counts = {0, 1, 1, 1, 1, 2, 2, 3, 6};
            for (int i = counts[random.nextInt(counts.length)]; i > 0; i--) {
                // Mostly the latest ones, so that there are long paths and chains.
                int back = 1 + random.nextInt(random.nextBoolean() ? 2 : before);
                drawn.set(Math.max(0, before - back));
            }
        }
        return drawn.stream().toArray();
    }

    private Task<Object> drawTask(
            int id, int[] from, List<Arg<Object>> arguments, int kind, boolean readsOnly) {
        Arg<String> trace = value(name);
        Arg<Integer> number = value(id);
        Arg<int[]> above = value(from);
        Arg<Integer> what = value(kind);
        if (arguments.size() == 1 && random.nextBoolean()) {
            Arg<Object> only = arguments.getFirst();
            return readsOnly
                    ? task(RandomWorkflow::readOne, trace, number, above, what, only)
                    : task(RandomWorkflow::one, trace, number, above, what, only);
        }
        Arg<List<Object>> all =
                switch (random.nextInt(3)) {
                    case 0 -> list(arguments);
                    case 1 -> combine(RandomWorkflow::values, byName(arguments));
                    default -> combine(RandomWorkflow::inner, list(list(arguments)));
                };
        return readsOnly
                ? task(RandomWorkflow::readAll, trace, number, above, what, all)
                : task(RandomWorkflow::all, trace, number, above, what, all);
    }

    private static Arg<Map<String, Object>> byName(List<Arg<Object>> arguments) {
        Map<String, Arg<Object>> named = new LinkedHashMap<>();
        for (Arg<Object> argument : arguments) {
            named.put("input " + named.size(), argument);
        }
        return map(named);
    }

    private Task<Object> drawOptions(Task<Object> task) {
        Duration wait = Duration.ofSeconds(random.nextInt(3) == 0 ? 0 : random.nextInt(40));
        Task<Object> retried = task.with(Weft.options().withRetry(RetryPolicy.fixed(30, wait)));
        return switch (random.nextInt(8)) {
            case 0 -> retried.with(Weft.options().withOutsideEffects(true));
            case 1 -> retried.with(Weft.options().withDeterministic(false));
            default -> retried;
        };
    }

    @ReadsOnly
    static List<Object> values(Map<String, Object> named) {
        return new ArrayList<>(named.values());
    }

    @ReadsOnly
    static List<Object> inner(List<List<Object>> outer) {
        return outer.getFirst();
    }

    static Object one(String trace, int id, int[] parents, int kind, Object input) {
        return all(trace, id, parents, kind, List.of(input));
    }

    static Object all(String trace, int id, int[] parents, int kind, List<Object> inputs) {
        return traced(trace, id, parents, kind, inputs, false);
    }

    @ReadsOnly
    static Object readOne(String trace, int id, int[] parents, int kind, Object input) {
        return readAll(trace, id, parents, kind, List.of(input));
    }

    @ReadsOnly
    static Object readAll(String trace, int id, int[] parents, int kind, List<Object> inputs) {
        return traced(trace, id, parents, kind, inputs, true);
    }

    private static Object traced(
            String name, int id, int[] parents, int kind, List<Object> inputs, boolean readsOnly) {
        Trace trace = Trace.of(name);
        trace.begins(id, parents);
        Object result = evaluate(id, inputs, kind, readsOnly);
        trace.ends(id);
        return result;
    }

    /// What a task computes, apart from what watches it.
    private static Object evaluate(int id, List<Object> inputs, int kind, boolean readsOnly) {
        long number = 31L * id + digest(inputs);
        if (!readsOnly) {
            inputs.forEach(input -> modify(input, id));
        }
        if (kind == GIVE_BACK) {
            for (Object input : inputs) {
                if (input instanceof List<?>) {
                    return input;
                }
            }
        }
        if (kind == NUMBER) {
            return number;
        }
        List<Object> cells = new ArrayList<>();
        for (int i = 0; i < id % 7 * 3; i++) {
            cells.add(number + i);
        }
        return cells;
    }

    @SuppressWarnings("unchecked") // lists here are of objects
    private static void modify(Object input, int id) {
        if (input instanceof List<?> cells) {
            ((List<Object>) cells).add((long) id);
        }
    }

    private static long digest(Object value) {
        if (value instanceof List<?> items) {
            long digest = items.size();
            for (Object item : items) {
                digest = digest * 1_000_003 + digest(item);
            }
            return digest;
        }
        return (Long) value;
    }

    private static Object copy(Object value) {
        return value instanceof List<?> items ? new ArrayList<Object>(items) : value;
    }

    static List<Object> gather(List<Object> all) {
        return all;
    }

    /// All tasks, so that each has its say in the result.
    Task<List<Object>> sink() {
        RetryPolicy often = RetryPolicy.fixed(30, Duration.ofSeconds(1));
        return Weft.task(RandomWorkflow::gather, list(tasks)).with(Weft.options().withRetry(often));
    }

    /// What sequential evaluation gives.
    List<Object> expected() {
        return expected;
    }

    int size() {
        return tasks.size();
    }

    /// The tasks that depend on any of these, themselves not counted.
    BitSet below(BitSet tasks) {
        BitSet below = new BitSet();
        for (int task = 0; task < size(); task++) {
            for (int parent : parents.get(task)) {
                if (tasks.get(parent) || below.get(parent)) {
                    below.set(task);
                }
            }
        }
        return below;
    }
}
