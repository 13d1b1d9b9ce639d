package dev.weft.testkit;

import dev.weft.model.Dag;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Graphs of known form, made of tasks without code; see [DagSketch].
public final class DagShapes {
    private DagShapes() {}

    /// One task.
    public static Dag single() {
        return chain(1);
    }

    /// Tasks one after the other: 0 → 1 → … → n − 1.
    public static Dag chain(int tasks) {
        DagSketch sketch = new DagSketch();
        int last = sketch.task();
        for (int i = 1; i < tasks; i++) {
            last = sketch.task(last);
        }
        return sketch.build();
    }

    /// Task 0, then 1 to n side by side, then the sink n + 1.
    public static Dag fan(int width) {
        return layers(1, width, 1);
    }

    /// As many roots, then the sink.
    public static Dag fanIn(int width) {
        return layers(width, 1);
    }

    /// 0 → 1, 2 → 3.
    public static Dag diamond() {
        return fan(2);
    }

    /// Layers of these widths, each task a child of every one of the layer before.
    public static Dag layers(int... widths) {
        DagSketch sketch = new DagSketch();
        int[] before = {};
        for (int width : widths) {
            int[] parents = before;
            before = IntStream.range(0, width).map(_ -> sketch.task(parents)).toArray();
        }
        return sketch.build();
    }

    /// The wiring of a fast Fourier transform of 2^levels points: each task has two children in the
    /// next layer; a sink joins the last layer.
    public static Dag butterfly(int levels) {
        DagSketch sketch = new DagSketch();
        int points = 1 << levels;
        int[] layer = IntStream.range(0, points).map(_ -> sketch.task()).toArray();
        for (int level = 0; level < levels; level++) {
            int[] before = layer;
            int distance = 1 << level;
            layer =
                    IntStream.range(0, points)
                            .map(i -> sketch.task(before[i], before[i ^ distance]))
                            .toArray();
        }
        return sketch.build();
    }

    /// Layers in which task i depends on tasks i and i + 1 of the layer before (the last one on its
    /// predecessor alone), so that delays wander through all of them.
    public static Dag zigZag(int width, int depth) {
        DagSketch sketch = new DagSketch();
        int[] layer = IntStream.range(0, width).map(_ -> sketch.task()).toArray();
        for (int level = 1; level < depth; level++) {
            int[] before = layer;
            layer =
                    IntStream.range(0, width)
                            .map(i ->
                                    i + 1 < width
                                            ? sketch.task(before[i], before[i + 1])
                                            : sketch.task(before[i]))
                            .toArray();
        }
        return sketch.build();
    }

    /// Pairs of neighbours are joined until one is left; an odd one passes to the next round.
    public static Dag reduction(int leaves) {
        DagSketch sketch = new DagSketch();
        int[] layer = IntStream.range(0, leaves).map(_ -> sketch.task()).toArray();
        while (layer.length > 1) {
            int[] before = layer;
            layer =
                    IntStream.range(0, (before.length + 1) / 2)
                            .map(i -> join(sketch, before, 2 * i))
                            .toArray();
        }
        return sketch.build();
    }

    private static int join(DagSketch sketch, int[] layer, int left) {
        return left + 1 < layer.length ? sketch.task(layer[left], layer[left + 1]) : layer[left];
    }

    /// Every task is a child of all before it.
    public static Dag complete(int tasks) {
        DagSketch sketch = new DagSketch();
        int[] all = IntStream.range(0, tasks).toArray();
        for (int task = 0; task < tasks; task++) {
            sketch.task(Arrays.copyOf(all, task));
        }
        return sketch.build();
    }

    /// 0 → 1, whose child uses it twice.
    public static Dag parallelEdges() {
        DagSketch sketch = new DagSketch();
        sketch.taskThatRepeatsItsFirstParent(sketch.task());
        return sketch.build();
    }

    /// A chain whose middle task, number 1, has outside effects.
    public static Dag chainWithOutsideEffects() {
        DagSketch sketch = new DagSketch();
        sketch.task(sketch.fenced(sketch.task()));
        return sketch.build();
    }
}
