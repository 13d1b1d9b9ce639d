package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A graph in the form in which it is stored, once for all runs that have it: a small one is a slice of all
/// tasks; a larger one is an index and chunks of neighbouring tasks, of which a worker reads those that it
/// steps into. No constants, and never code.
///
/// The arrays are not copied: whoever receives them only reads.
///
/// @param root the slice, or the index: its name is the graph's
/// @param chunks none if the root is a slice
public record EncodedGraph(Part root, List<Part> chunks) {
    /// A whole slice is decoded whole: more tasks are always in chunks, however few bytes they take.
    static final int MOST_TASKS = 16_384;

    /// Fewer tasks than these are not divided for their size: most of it is then functions and templates.
    private static final int FEWEST_TASKS = 256;

    /// Sizes of chunks before they are deflated.
    private static final int WANTED_BYTES = 16 * 1024;

    private static final int MOST_BYTES = 32 * 1024;

    /// What is stored under a name that its bytes determine.
    @SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
    public record Part(String name, byte[] bytes) {
        static Part of(byte[] bytes) {
            return new Part(SliceFormat.name(bytes), bytes);
        }
    }

    public EncodedGraph {
        chunks = List.copyOf(chunks);
    }

    /// Encodes a graph.
    ///
    /// @param wholeBytes up to so many it is one slice; 0 or more
    public static EncodedGraph of(Dag dag, int wholeBytes) {
        require(wholeBytes >= 0, "bytes of a whole graph must be >= 0, was %d", wholeBytes);
        if (dag.tasks() <= MOST_TASKS) {
            byte[] whole = SliceFormat.packed(SliceFormat.encode(dag, 0, dag.tasks()));
            if (whole.length <= wholeBytes) {
                return new EncodedGraph(Part.of(whole), List.of());
            }
        }
        return inChunks(dag);
    }

    /// The size of a chunk follows from that of the one before, so that equal graphs have equal chunks.
    private static EncodedGraph inChunks(Dag dag) {
        List<Part> chunks = new ArrayList<>();
        IntList firstTasks = new IntList();
        int wanted = 1_024;
        for (int from = 0; from < dag.tasks(); ) {
            int count = Math.min(wanted, dag.tasks() - from);
            byte[] bytes = SliceFormat.encode(dag, from, from + count);
            while (bytes.length > MOST_BYTES && count > FEWEST_TASKS) {
                count = fitting(count, bytes.length);
                bytes = SliceFormat.encode(dag, from, from + count);
            }
            chunks.add(Part.of(SliceFormat.packed(bytes)));
            firstTasks.add(from);
            from += count;
            wanted = fitting(count, bytes.length);
        }
        List<String> names = chunks.stream().map(Part::name).toList();
        return new EncodedGraph(
                Part.of(GraphIndex.encode(dag, firstTasks.toArray(), names)), chunks);
    }

    /// How many tasks take about as many bytes as wanted, if so many take these.
    private static int fitting(int count, int bytes) {
        long fitting = (long) count * WANTED_BYTES / bytes;
        return Math.clamp(Math.min(fitting, 4L * count), FEWEST_TASKS, MOST_TASKS);
    }

    /// What names the graph.
    public String name() {
        return root.name();
    }

    /// Whether it is one slice, so that it can travel as such.
    public boolean whole() {
        return chunks.isEmpty();
    }

    /// All of it in the order in which it is written: whoever finds the root finds the rest.
    public List<Part> parts() {
        return Stream.concat(chunks.stream(), Stream.of(root)).toList();
    }
}
