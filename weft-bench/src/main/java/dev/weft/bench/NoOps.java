package dev.weft.bench;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Workloads whose tasks do next to nothing, so that what remains is the engine.
final class NoOps {
    private NoOps() {}

    static int one() {
        return 1;
    }

    static int same(int value) {
        return value;
    }

    static int increment(int value) {
        return value + 1;
    }

    static int add(int left, int right) {
        return left + right;
    }

    static int addSlowly(int left, int right) throws InterruptedException {
        Thread.sleep(10);
        return left + right;
    }

    static int count(List<Integer> values) {
        return values.size();
    }

    static int first(int a, int b, int c) {
        return a;
    }

    static int total(List<Integer> values) {
        int total = 0;
        for (int value : values) {
            total += value;
        }
        return total;
    }

    /// W1: 1 → n → 1.
    static Workload fanOutFanIn() {
        return workload("W1", "width of the fan-out", 1_000, NoOps::fanOutFanIn);
    }

    private static Workload.Job fanOutFanIn(int width) {
        Task<Integer> root = task(NoOps::one);
        List<Task<Integer>> middle = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            middle.add(task(NoOps::same, root));
        }
        return job(task(NoOps::total, list(middle)), width);
    }

    /// W2: a chain of increments.
    static Workload chain() {
        return workload("W2", "length of the chain", 1_000, NoOps::chain);
    }

    private static Workload.Job chain(int length) {
        Task<Integer> last = task(NoOps::one);
        for (int i = 1; i < length; i++) {
            last = task(NoOps::increment, last);
        }
        return job(last, length);
    }

    /// W3: pairwise sums of leaves.
    static Workload treeReduction() {
        return workload("W3", "number of leaves", 1_024, leaves -> tree(leaves, false));
    }

    /// W3 with 10 ms of sleep in each task.
    static Workload slowTreeReduction() {
        return workload("W3-10ms", "number of leaves", 1_024, leaves -> tree(leaves, true));
    }

    private static Workload.Job tree(int leaves, boolean slow) {
        List<Arg<Integer>> level = new ArrayList<>(leaves);
        int sum = 0;
        for (int i = 0; i < leaves; i++) {
            level.add(value(i));
            sum += i;
        }
        while (level.size() > 1) {
            List<Arg<Integer>> above = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) {
                Arg<Integer> left = level.get(i);
                Arg<Integer> right = level.get(i + 1);
                above.add(
                        slow ? task(NoOps::addSlowly, left, right) : task(NoOps::add, left, right));
            }
            if (level.size() % 2 == 1) {
                above.add(level.getLast());
            }
            level = above;
        }
        return job(level.getFirst(), sum);
    }

    /// W6: ten layers of 100 with three parents each; the sink takes every childless task.
    static Workload layers() {
        return workload("W6", "fixed: ten layers of 100", 1_001, NoOps::fixedLayers);
    }

    private static Workload.Job fixedLayers(int size) {
        if (size != 1_001) {
            throw new IllegalArgumentException("size of W6 must be 1001, was " + size);
        }
        return layered(readParents());
    }

    private static int[][][] readParents() {
        try (InputStream in = NoOps.class.getResourceAsStream("w6.txt")) {
            if (in == null) {
                throw new IllegalStateException("w6.txt must be in the jar of the benchmarks");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(NoOps::layer)
                    .toArray(int[][][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[][] layer(String line) {
        List<int[]> tasks = new ArrayList<>();
        for (String entry : line.split(" ", -1)) {
            String[] parents = entry.split(",", -1);
            int[] numbers = new int[parents.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Integer.parseInt(parents[i]);
            }
            tasks.add(numbers);
        }
        return tasks.toArray(int[][]::new);
    }

    private static Workload.Job layered(int[][][] parents) {
        int width = parents[0].length;
        List<Task<Integer>> layer = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            layer.add(task(NoOps::one));
        }
        List<Task<Integer>> childless = new ArrayList<>();
        for (int[][] of : parents) {
            List<Task<Integer>> next = new ArrayList<>(width);
            Set<Integer> used = new HashSet<>();
            for (int[] p : of) {
                next.add(task(NoOps::first, layer.get(p[0]), layer.get(p[1]), layer.get(p[2])));
                for (int parent : p) {
                    used.add(parent);
                }
            }
            for (int i = 0; i < layer.size(); i++) {
                if (!used.contains(i)) {
                    childless.add(layer.get(i));
                }
            }
            layer = next;
        }
        childless.addAll(layer);
        return job(task(NoOps::count, list(childless)), childless.size());
    }

    /// Layers of 100 with three random parents each, the same ones every time; the sink takes every childless task.
    static Workload randomLayers() {
        return workload("layered", "number of tasks", 100_000, NoOps::randomLayers);
    }

    private static Workload.Job randomLayers(int tasks) {
        Random random = new Random(6);
        int[][][] parents = new int[Math.max(2, tasks / 100) - 1][100][];
        for (int[][] layer : parents) {
            Arrays.setAll(layer, _ -> random.ints(0, 100).distinct().limit(3).toArray());
        }
        return layered(parents);
    }

    /// A million tasks in layers, three parents each.
    static Workload million() {
        return workload("million", "number of tasks", 1_000_000, NoOps::million);
    }

    private static Workload.Job million(int tasks) {
        int width = Math.max(1, Math.min(1_000, tasks / 10));
        List<Task<Integer>> layer = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            layer.add(task(NoOps::one));
        }
        int made = width;
        while (made + width < tasks) {
            List<Task<Integer>> next = new ArrayList<>(width);
            for (int i = 0; i < width; i++) {
                next.add(
                        task(
                                NoOps::first,
                                layer.get(i),
                                layer.get((i + 1) % width),
                                layer.get((i + 7) % width)));
            }
            layer = next;
            made += width;
        }
        return job(task(NoOps::count, list(layer)), width);
    }

    /// W9: one run after the other of three tasks in a chain with a constant each.
    static Workload threeTasks() {
        return workload("W9", "runs in sequence", 1_000, _ -> threeTaskRun());
    }

    private static Workload.Job threeTaskRun() {
        Task<Integer> a = task(NoOps::same, value(1));
        Task<Integer> b = task(NoOps::same, value(2));
        return job(task(NoOps::add, a, b), 3);
    }

    static Workload.Job job(Arg<?> sink, int expected) {
        return new Workload.Job(sink, result -> result.equals(expected));
    }

    static Workload workload(
            String name,
            String sizeMeans,
            int standardSize,
            java.util.function.IntFunction<Workload.Job> job) {
        return new Workload() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String sizeMeans() {
                return sizeMeans;
            }

            @Override
            public int standardSize() {
                return standardSize;
            }

            @Override
            public Job job(int size) {
                return job.apply(size);
            }
        };
    }
}
