package dev.weft.bench;

import static dev.weft.Weft.list;
import static dev.weft.Weft.options;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.Task;
import dev.weft.TaskContext;
import dev.weft.model.RetryPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Runs of mixed shapes whose result is known: chains, fan-outs, trees, layers, large values, tasks that
/// fail at first, tasks with effects outside. Each execution leaves its task's number behind, so that
/// they can be counted, whoever died afterwards.
public final class ChaosWork {
    private static final int LARGE = 100_000;

    private ChaosWork() {}

    /// A run.
    ///
    /// @param sink its handle
    /// @param expected its result, from a sequential evaluation
    /// @param tasks how many functions have to be called at least once
    /// @param effects tasks with effects outside, by name
    record Job(Task<Long> sink, long expected, int tasks, List<String> effects) {}

    /// The run of a seed, as a workflow.
    ///
    /// @param seed decides shape and values
    /// @param directory where executions and effects are counted
    public static Task<Long> workflow(long seed, Path directory) {
        return job(seed, directory).sink();
    }

    static Job job(long seed, Path directory) {
        return new Maker(seed, directory).make();
    }

    /// Builds handles and evaluates them at the same time.
    private static final class Maker {
        private final SplittableRandom random;
        private final String executions;
        private final String ledger;
        private final List<String> effects = new ArrayList<>();
        private int tasks;

        private record Node(Arg<Long> handle, long value) {}

        Maker(long seed, Path directory) {
            random = new SplittableRandom(seed);
            executions = directory.resolve("executions-" + seed).toString();
            ledger = directory.resolve("effects-" + seed).toString();
        }

        Job make() {
            Node root = mixed(List.of());
            Node body =
                    switch (random.nextInt(5)) {
                        case 0 -> chain(root, 3 + random.nextInt(30));
                        case 1 -> fanOut(root, 2 + random.nextInt(60));
                        case 2 -> tree(root, 4 + random.nextInt(29));
                        case 3 -> layers(root, 3 + random.nextInt(4), 3 + random.nextInt(6));
                        default -> large(root, 2 + random.nextInt(6));
                    };
            if (random.nextInt(4) == 0) {
                body = effect(body);
            }
            if (random.nextInt(4) == 0) {
                body = failsAtFirst(body);
            }
            Task<Long> sink = task(ChaosWork::mix, value(executions), value(0), list(body.handle));
            tasks++;
            return new Job(sink, mixed(0, List.of(body.value)), tasks, effects);
        }

        private Node mixed(List<Node> inputs) {
            tasks++;
            int pause = random.nextInt(30);
            List<Arg<Long>> handles = new ArrayList<>();
            List<Long> values = new ArrayList<>();
            for (Node input : inputs) {
                handles.add(input.handle);
                values.add(input.value);
            }
            Task<Long> task = task(ChaosWork::mix, value(executions), value(pause), list(handles));
            return new Node(task, mixed(pause, values));
        }

        private static long mixed(int pause, List<Long> values) {
            long sum = 17L + pause;
            for (long value : values) {
                sum = sum * 31 + value;
            }
            return sum;
        }

        private Node chain(Node from, int length) {
            Node node = from;
            for (int i = 0; i < length; i++) {
                node = mixed(List.of(node));
            }
            return node;
        }

        private Node fanOut(Node from, int width) {
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                nodes.add(mixed(List.of(from)));
            }
            return mixed(nodes);
        }

        private Node tree(Node from, int leaves) {
            List<Node> level = new ArrayList<>();
            for (int i = 0; i < leaves; i++) {
                level.add(mixed(List.of(from)));
            }
            while (level.size() > 1) {
                List<Node> above = new ArrayList<>();
                for (int i = 0; i + 1 < level.size(); i += 2) {
                    above.add(mixed(List.of(level.get(i), level.get(i + 1))));
                }
                if (level.size() % 2 == 1) {
                    above.add(level.getLast());
                }
                level = above;
            }
            return level.getFirst();
        }

        private Node layers(Node from, int depth, int width) {
            List<Node> layer = List.of(from);
            for (int i = 0; i < depth; i++) {
                List<Node> next = new ArrayList<>();
                for (int j = 0; j < width; j++) {
                    Node one = layer.get(j % layer.size()); // all are used
                    Node other = layer.get(random.nextInt(layer.size()));
                    next.add(mixed(List.of(one, other)));
                }
                layer = next;
            }
            return mixed(layer);
        }

        private Node large(Node from, int readers) {
            tasks++;
            Task<byte[]> bytes = task(ChaosWork::large, value(executions), from.handle);
            List<Node> sums = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                tasks++;
                Task<Long> sum = task(ChaosWork::sum, value(executions), bytes);
                sums.add(new Node(sum, LARGE * (from.value & 63)));
            }
            return mixed(sums);
        }

        /// Tried again under a further claim: after a store that lost its last second an older one may be
        /// current again, whose effect is refused.
        private Node effect(Node from) {
            tasks++;
            String name = "effect-" + effects.size();
            effects.add(ledger + "-" + name);
            Task<Long> task =
                    task(
                                    ChaosWork::effect,
                                    value(executions),
                                    value(ledger + "-" + name),
                                    from.handle)
                            .with(
                                    options()
                                            .withOutsideEffects(true)
                                            .withRetry(
                                                    RetryPolicy.fixed(20, Duration.ofMillis(500))));
            return new Node(task, from.value + 1);
        }

        private Node failsAtFirst(Node from) {
            tasks++;
            Task<Long> task =
                    task(
                                    ChaosWork::failsAtFirst,
                                    value(executions),
                                    value(ledger + "-tries"),
                                    from.handle)
                            .with(
                                    options()
                                            .withRetry(
                                                    new RetryPolicy(
                                                            50,
                                                            Duration.ofMillis(20),
                                                            2,
                                                            Duration.ofMillis(700),
                                                            0.5)));
            return new Node(task, from.value + 2);
        }
    }

    /// Tasks whose functions were called in the run of a seed, one for each call.
    static List<Integer> executions(Path directory, long seed) throws IOException {
        return ExecutionLog.read(directory.resolve("executions-" + seed));
    }

    static long mix(String executions, int pause, List<Long> values)
            throws IOException, InterruptedException {
        ExecutionLog.note(Path.of(executions));
        Thread.sleep(pause);
        return Maker.mixed(pause, values);
    }

    static byte[] large(String executions, long value) throws IOException {
        ExecutionLog.note(Path.of(executions));
        byte[] bytes = new byte[LARGE];
        Arrays.fill(bytes, (byte) (value & 63));
        return bytes;
    }

    static long sum(String executions, byte[] bytes) throws IOException {
        ExecutionLog.note(Path.of(executions));
        long sum = 0;
        for (byte b : bytes) {
            sum += b;
        }
        return sum;
    }

    static long effect(String executions, String ledger, long value) throws IOException {
        ExecutionLog.note(Path.of(executions));
        TaskContext task = TaskContext.current();
        EffectLedger.apply(
                Path.of(ledger), new EffectLedger.Entry(task.task(), task.fencingToken(), value));
        return value + 1;
    }

    static long failsAtFirst(String executions, String tries, long value) throws IOException {
        ExecutionLog.note(Path.of(executions));
        ExecutionLog.note(Path.of(tries));
        if (ExecutionLog.read(Path.of(tries)).size() < 3) {
            throw new IOException("the first two tries fail");
        }
        return value + 2;
    }
}
