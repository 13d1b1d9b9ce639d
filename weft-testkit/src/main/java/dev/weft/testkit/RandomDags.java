package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.TaskOptions;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/// Graphs drawn by chance: the same for the same random numbers. See [DagSketch].
public final class RandomDags {
    private RandomDags() {}

    /// A graph of any kind: one of [DagShapes], layered, or without any order.
    ///
    /// @param most about how many tasks it may have; at least 4
    public static Dag any(RandomGenerator random, int most) {
        int size = 3 + random.nextInt(Math.max(1, most - 3));
        return switch (random.nextInt(12)) {
            case 0 -> DagShapes.chain(size);
            case 1 -> DagShapes.fan(Math.max(1, size - 2));
            case 2 -> DagShapes.diamond();
            case 3 -> DagShapes.butterfly(size < 13 ? 1 : 2);
            case 4 -> DagShapes.zigZag(Math.max(1, size / 4), 4);
            case 5 -> DagShapes.reduction(Math.max(1, size / 2));
            case 6 -> DagShapes.complete(Math.min(size, 9));
            case 7 -> DagShapes.layers(1 + random.nextInt(4), 1 + random.nextInt(4), 3, 1);
            case 8, 9 -> layered(random, size);
            default -> unordered(random, size);
        };
    }

    /// Layers of random width; each task has parents in the layer before, and some beyond it.
    public static Dag layered(RandomGenerator random, int tasks) {
        DagSketch sketch = new DagSketch();
        int begin = 0;
        int end = 0;
        while (sketch.tasks() < tasks) {
            int width = Math.min(tasks - sketch.tasks(), 1 + random.nextInt(5));
            for (int i = 0; i < width; i++) {
                add(sketch, random, begin, end);
            }
            begin = end;
            end = sketch.tasks();
        }
        return sketch.build();
    }

    private static void add(DagSketch sketch, RandomGenerator random, int begin, int end) {
        BitSet parents = new BitSet();
        if (end > begin) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                parents.set(begin + random.nextInt(end - begin));
            }
            if (random.nextInt(4) == 0) {
                parents.set(random.nextInt(end));
            }
        }
        sketch.task(options(random), parents.stream().toArray());
    }

    /// Each task has a few parents among all before it, or none.
    public static Dag unordered(RandomGenerator random, int tasks) {
        int[] counts = {0, 1, 1, 1, 2, 2, 3, 5};
        DagSketch sketch = new DagSketch();
        for (int task = 0; task < tasks; task++) {
            BitSet parents = new BitSet();
            for (int i = counts[random.nextInt(counts.length)]; i > 0 && task > 0; i--) {
                parents.set(random.nextInt(task));
            }
            sketch.task(options(random), parents.stream().toArray());
        }
        return sketch.build();
    }

    private static TaskOptions options(RandomGenerator random) {
        return TaskOptions.standard().withOutsideEffects(random.nextInt(8) == 0);
    }
}
