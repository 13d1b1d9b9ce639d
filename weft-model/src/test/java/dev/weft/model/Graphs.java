package dev.weft.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Graphs of known shapes.
final class Graphs {
    private static final String EXAMPLES = "dev/weft/examples/";

    private Graphs() {}

    static FunctionReference function(String type, String method, String signature, int inputs) {
        String objects = "Ljava/lang/Object;".repeat(inputs);
        FunctionIdentity identity =
                new FunctionIdentity(
                        "dev/weft/F" + inputs,
                        "apply",
                        "(" + objects + ")Ljava/lang/Object;",
                        type,
                        method,
                        signature,
                        6,
                        signature,
                        0);
        return new FunctionReference(identity, type, false);
    }

    static FunctionReference noOp(int inputs) {
        String objects = "Ljava/lang/Object;".repeat(inputs);
        return function(EXAMPLES + "Shapes", "noOp", "(" + objects + ")Ljava/lang/Object;", inputs);
    }

    /// Tasks that take so many parents in the open and nothing else.
    static int template(Dag.Builder graph, int parents) {
        return template(graph, parents, 0, TaskOptions.standard());
    }

    static int template(Dag.Builder graph, int parents, int constants, TaskOptions options) {
        int function = graph.function(noOp(Math.min(parents + constants, 8)));
        return graph.template(new TaskTemplate(function, flat(constants, parents), options));
    }

    /// Tasks that take a list of so many parents.
    static int listTemplate(Dag.Builder graph, int parents) {
        int function = graph.function(noOp(1));
        return graph.template(new TaskTemplate(function, listOf(parents), TaskOptions.standard()));
    }

    /// One task, so many children of it, and one that takes them all: `width + 2` tasks.
    static Dag fanOut(int width) {
        Dag.Builder graph = new Dag.Builder();
        int root = graph.task(template(graph, 0), new int[0], new int[0]);
        int child = template(graph, 1);
        for (int i = 0; i < width; i++) {
            graph.task(child, new int[] {root}, new int[0]);
        }
        int[] all = IntStream.rangeClosed(1, width).toArray();
        return graph.build(graph.task(listTemplate(graph, width), all, new int[0]));
    }

    static Dag chain(int length) {
        Dag.Builder graph = new Dag.Builder();
        int last = graph.task(template(graph, 0), new int[0], new int[0]);
        int next = template(graph, 1);
        for (int i = 1; i < length; i++) {
            last = graph.task(next, new int[] {last}, new int[0]);
        }
        return graph.build(last);
    }

    /// Pairwise sums of pairs of constants: `leaves - 1` tasks for a power of two.
    static Dag tree(int leaves) {
        Dag.Builder graph = new Dag.Builder();
        List<Integer> level = new ArrayList<>();
        int first = template(graph, 0, 2, TaskOptions.standard());
        for (int i = 0; i < leaves; i += 2) {
            int[] slots = {graph.constant(new byte[] {1}), graph.constant(new byte[] {2})};
            level.add(graph.task(first, new int[0], slots));
        }
        int add = template(graph, 2);
        while (level.size() > 1) {
            List<Integer> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                int[] pair = {level.get(i), level.get(i + 1)};
                next.add(graph.task(add, pair, new int[0]));
            }
            level = next;
        }
        return graph.build(level.getFirst());
    }

    /// Layers of tasks, each with distinct random parents in the layer before; the sink takes every
    /// task without a child.
    static Dag layered(int layers, int width, int parents, long seed) {
        Random random = new Random(seed);
        int[][][] wiring = new int[layers - 1][width][];
        BitSet chosen = new BitSet();
        for (int[][] layer : wiring) {
            for (int task = 0; task < width; task++) {
                chosen.clear();
                while (chosen.cardinality() < parents) {
                    chosen.set(random.nextInt(width));
                }
                layer[task] = chosen.stream().toArray();
            }
        }
        return layered(width, wiring);
    }

    static Dag layered(int width, int[][][] wiring) {
        Dag.Builder graph = new Dag.Builder();
        BitSet childless = new BitSet();
        int root = template(graph, 0);
        int inner = template(graph, wiring[0][0].length);
        int[] none = new int[0];
        for (int i = 0; i < width; i++) {
            childless.set(graph.task(root, none, none));
        }
        for (int layer = 0; layer < wiring.length; layer++) {
            for (int[] in : wiring[layer]) {
                int[] parents = in.clone();
                for (int i = 0; i < parents.length; i++) {
                    parents[i] += layer * width;
                    childless.clear(parents[i]);
                }
                childless.set(graph.task(inner, parents, none));
            }
        }
        int[] last = childless.stream().toArray();
        return graph.build(graph.task(listTemplate(graph, last.length), last, new int[0]));
    }

    /// Decode, 8 tiles, three filters for each, a join and two endings, as an application writes it.
    static Dag imagePipeline() {
        String type = EXAMPLES + "image/ImagePipeline";
        String image = "L" + EXAMPLES + "image/Image;";
        String tile = "L" + EXAMPLES + "image/Tile;";
        int[] none = new int[0];
        Dag.Builder graph = new Dag.Builder();
        int[] path = {graph.constant(new byte[20])};
        int decode =
                add(
                        graph,
                        function(type, "decode", "(Ljava/nio/file/Path;)" + image, 1),
                        none,
                        path);
        int[] tiles = new int[8];
        for (int i = 0; i < tiles.length; i++) {
            int[] index = {graph.constant(new byte[] {(byte) i})};
            String cut = "(Ljava/lang/Integer;" + image + ")" + tile;
            int at = add(graph, function(type, "cut", cut, 2), new int[] {decode}, index);
            for (String filter : List.of("blur", "sharpen", "toGray")) {
                String signature = "(" + tile + ")" + tile;
                at = add(graph, function(type, filter, signature, 1), new int[] {at}, none);
            }
            tiles[i] = at;
        }
        int join = graph.function(function(type, "join", "(Ljava/util/List;)" + image, 1));
        TaskOptions patient =
                TaskOptions.standard()
                        .withName("join the tiles")
                        .withRetry(RetryPolicy.exponential(3))
                        .withTimeout(Duration.ofSeconds(30));
        int listed = graph.template(new TaskTemplate(join, listOf(tiles.length), patient));
        int joined = graph.task(listed, tiles, none);
        String scale = "(" + image + ")" + image;
        int small = add(graph, function(type, "thumbnail", scale, 1), new int[] {joined}, none);
        String encode = "(" + image + image + ")[B";
        return graph.build(
                add(graph, function(type, "encode", encode, 2), new int[] {joined, small}, none));
    }

    /// Adds a task that takes constants, then parents, all in the open.
    private static int add(
            Dag.Builder graph, FunctionReference function, int[] parents, int[] slots) {
        TaskTemplate template =
                new TaskTemplate(
                        graph.function(function),
                        flat(slots.length, parents.length),
                        TaskOptions.standard());
        return graph.task(graph.template(template), parents, slots);
    }

    static ArgumentShape flat(int constants, int parents) {
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        for (int i = 0; i < constants; i++) {
            shape.constant();
        }
        for (int i = 0; i < parents; i++) {
            shape.parent();
        }
        return shape.build();
    }

    static ArgumentShape listOf(int parents) {
        ArgumentShape.Builder shape = new ArgumentShape.Builder().beginList();
        for (int i = 0; i < parents; i++) {
            shape.parent();
        }
        return shape.end().build();
    }

    /// Any graph of up to 60 tasks: shapes, options, functions and wiring at random.
    static Dag random(long seed) {
        Random random = new Random(seed);
        Dag.Builder graph = new Dag.Builder();
        BitSet childless = new BitSet();
        for (int i = 0; i < 10; i++) {
            graph.constant(new byte[] {(byte) i});
        }
        int tasks = 1 + random.nextInt(60);
        for (int task = 0; task < tasks; task++) {
            int most = Math.min(task, random.nextInt(6));
            int[] parents = random.ints(most, 0, Math.max(1, task)).distinct().toArray();
            addRandom(graph, random, parents);
            childless.set(task);
            Arrays.stream(parents).forEach(childless::clear);
        }
        int[] last = childless.stream().toArray();
        return graph.build(graph.task(listTemplate(graph, last.length), last, new int[0]));
    }

    private static void addRandom(Dag.Builder graph, Random random, int[] parents) {
        int function =
                graph.function(
                        function(
                                EXAMPLES + "C" + random.nextInt(4),
                                "lambda$run$" + random.nextInt(3),
                                "(IL" + EXAMPLES + "T" + random.nextInt(4) + ";JLx;)V",
                                random.nextInt(8)));
        TaskOptions options =
                TaskOptions.standard()
                        .withName(random.nextInt(4) == 0 ? "Stück \uD83D " + random.nextInt(9) : "")
                        .withDeterministic(random.nextInt(4) > 0)
                        .withOutsideEffects(random.nextInt(4) == 0)
                        .withMemoryMiB(random.nextInt(3) * 512)
                        .withCpus(random.nextInt(3) * 0.3)
                        .withRetry(RetryPolicy.exponential(1 + random.nextInt(3)))
                        .withTimeout(Duration.ofNanos(1 + random.nextLong(1L << 50)));
        ArgumentShape shape =
                RandomShapes.shape(random, parents.length, random.nextInt(5), function + 1);
        int[] slots = random.ints(shape.constants(), 0, 10).toArray();
        graph.task(graph.template(new TaskTemplate(function, shape, options)), parents, slots);
    }
}
