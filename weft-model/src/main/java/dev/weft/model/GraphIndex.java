package dev.weft.model;

import static dev.weft.model.Checks.require;
import static dev.weft.model.SliceInput.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/// What there is to know of a graph that is stored in chunks, but for the chunks: slices of neighbouring
/// tasks, each stored under a name of its own.
///
/// ## Format
/// Numbers and columns are those of [SliceFormat].
///
/// | Part | Content |
/// |---|---|
/// | kind | 0, which is the version of no slice |
/// | version | 1 |
/// | chunks' version | the newest of [SliceFormat] that a reader of the chunks must know |
/// | chunks | number of tasks; number of chunks; column: first task of each; then the names, 32 bytes each |
/// | exits | number of ranges of tasks that are only places for others; column: bounds of the ranges |
/// | end | CRC-32C of all before, four bytes, the highest first |
///
/// Immutable, hence safe for many threads.
public final class GraphIndex {
    private static final int KIND = 0;
    private static final int VERSION = 1;
    private static final int NAME_BYTES = 32;
    private static final String FORM = "graph's index";
    private static final ReadableVersions READABLE =
            new ReadableVersions("the index of a graph", List.of(VERSION));

    private final int tasks;
    private final int[] firstTasks;
    private final List<String> chunks;
    private final TaskRanges exits;

    private GraphIndex(int tasks, int[] firstTasks, List<String> chunks, TaskRanges exits) {
        this.tasks = tasks;
        this.firstTasks = firstTasks;
        this.chunks = chunks;
        this.exits = exits;
    }

    /// Whether what is stored of a graph is an index: else it is a slice of all tasks.
    public static boolean isIndex(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == KIND;
    }

    /// @param firstTasks of the chunks, ascending from 0
    /// @param chunks their names, in the same order
    static byte[] encode(Dag dag, int[] firstTasks, List<String> chunks) {
        require(
                firstTasks.length == chunks.size() && firstTasks.length > 0 && firstTasks[0] == 0,
                "chunks must begin with task 0, was %s",
                Arrays.toString(firstTasks));
        SliceOutput out = new SliceOutput();
        out.number(KIND);
        out.number(VERSION);
        out.number(SliceFormat.NEWEST);
        out.number(dag.tasks());
        out.number(chunks.size());
        DeltaColumn.write(out, firstTasks);
        chunks.forEach(name -> out.bytes(HexFormat.of().parseHex(name)));
        TaskRanges.of(exits(dag)).write(out);
        return out.finish();
    }

    private static BitSet exits(Dag dag) {
        BitSet exits = new BitSet();
        for (int task = 0; task < dag.tasks(); task++) {
            exits.set(task, dag.isExit(task));
        }
        return exits;
    }

    /// @throws UnknownFormatVersionException if it, or its chunks, are of another format version
    /// @throws SliceFormatException if the bytes are incomplete, altered, contradictory or too large
    public static GraphIndex decode(byte[] bytes) {
        return decode(bytes, READABLE);
    }

    static GraphIndex decode(byte[] bytes, ReadableVersions readable) {
        SliceInput in = new SliceInput(bytes, SliceFormat.MAX_ENTRIES, FORM);
        check(in.number() == KIND, "kind of a graph's index must be 0, was another");
        readable.require(in.number());
        SliceFormat.requireReadable(in.number());
        in.requireCheckSum();
        int tasks = in.number();
        int[] firstTasks = DeltaColumn.read(in, in.countOf("chunks"), "chunks");
        requireSound(tasks, firstTasks);
        List<String> chunks = new ArrayList<>(firstTasks.length);
        for (int i = 0; i < firstTasks.length; i++) {
            chunks.add(HexFormat.of().formatHex(in.bytes(NAME_BYTES)));
        }
        TaskRanges exits = TaskRanges.read(in);
        in.requireEnd();
        return new GraphIndex(tasks, firstTasks, List.copyOf(chunks), exits);
    }

    private static void requireSound(int tasks, int[] firstTasks) {
        check(
                firstTasks.length > 0 && firstTasks[0] == 0,
                "chunks of a graph must begin with task 0, was another");
        int before = -1;
        for (int first : firstTasks) {
            check(first > before, "first task of a chunk must be > %d, was %d", before, first);
            before = first;
        }
        check(before < tasks, "first task of a chunk must be < %d, was %d", tasks, before);
    }

    /// Number of tasks of the graph.
    public int tasks() {
        return tasks;
    }

    /// Names of the chunks, by number.
    public List<String> chunks() {
        return chunks;
    }

    public boolean has(int task) {
        return task >= 0 && task < tasks;
    }

    /// The number of the chunk that has a task of the graph.
    public int chunkOf(int task) {
        int at = Arrays.binarySearch(firstTasks, task);
        return at >= 0 ? at : -at - 2;
    }

    /// Whether a task is only a place that another one takes.
    public boolean isExit(int task) {
        return exits.place(task) >= 0;
    }

    /// Decodes a chunk.
    ///
    /// @throws SliceFormatException if it does not hold all of its tasks, or like [SliceFormat#decode(byte[])]
    public Slice decodeChunk(int chunk, byte[] bytes) {
        Slice slice = SliceFormat.decode(bytes);
        int from = firstTasks[chunk];
        int to = chunk + 1 < firstTasks.length ? firstTasks[chunk + 1] : tasks;
        check(
                slice.size() == to - from && slice.holds(from) && slice.holds(to - 1),
                "chunk of a graph must hold tasks %d..%d, was others",
                from,
                to - 1);
        return slice;
    }
}
