package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/// Writes and reads the binary form of a [Slice]: task records of a graph with all that a worker
/// needs to know of them, except the bytes of constants.
///
/// Records are written as what cannot be had from other records of the same slice, so that no two
/// places in it can contradict each other: a task's template and parents; for a parent outside, how
/// many children it has; for a child outside, number, edge, in-degree and whether it is fenced. The
/// rest of a record (edges inwards and their numbers, degrees inside) is worked out when it is read.
///
/// ## Format 2
/// Numbers take seven bits a byte, the lowest first, the eighth says that another byte follows.
/// Signed ones are folded first (0, -1, 1, -2, …).
///
/// A *column* is a sequence of numbers whose length is known before it. Each number is the
/// difference to the one before it (to 0 for the first), and differences that stood there before are
/// named instead of repeated: how many literal differences follow, these (signed), then the length
/// less 4 and the distance less 1 of a repetition, and so on until the column is full. Thus equal
/// numbers, constant strides and runs of equal records take a few bytes however long they are.
///
/// | Part | Content |
/// |---|---|
/// | version | 2 |
/// | texts | number of pieces; columns: characters shared with the piece before, own characters; the own characters (UTF-16 units); number of texts; columns: pieces of each, the pieces. Pieces are sorted; a class name in a method descriptor is one |
/// | functions | number of them; columns: number in the graph (ascending), functional interface, its method, its signature, class, method, signature, instantiated signature, capturing class (all texts); kind, captured values, reads-only |
/// | options | number of them; each: flags of what differs from the granted options, then that: name (1), retry (2: attempts, delay, factor, longest delay, jitter), timeout (4), MiB (8), cpus (16); not deterministic (32) and outside effects (64) have nothing more. Granted: no name, one attempt, 1 h. Durations are seconds and nanoseconds, fractions the bits of a `double`, last first |
/// | templates | number of them; columns: number in the graph (ascending), function, options, number of tokens, tokens of [ArgumentShape]; number of the numbers that follow; column: for each template its kind and, of expansions, the plan for their elements (`PlanForm`) |
/// | tasks | number of ranges; columns: first task and task after the last of each range; template of each task (index among the above); slots of all constants; parents of all tasks; per range what is added to an edge's place in the column of parents to get its number |
/// | border | columns: out-degree of each parent outside (ascending); per task the number of its edges to children outside; of these edges: number, child, child's in-degree, fenced |
/// | end | CRC-32C of all before, four bytes, the highest first |
///
/// ## Format 3
/// Format 2, deflated: version 3, the length of format 2 in bytes, then these as a raw DEFLATE stream. Used
/// where it saves an eighth.
///
/// What is read is trusted as little as any input: counts are checked against a limit before
/// anything is allocated for them, numbers against what they point at, and damage is noticed by the
/// check sum. All of it is linear in what is expanded, and nothing recurs.
public final class SliceFormat {
    /// How much a slice may expand to, counted in entries: two a task, one an edge or constant, one
    /// a character, a few a function or template. An entry weighs at most 28 bytes of heap; a
    /// million tasks with three parents each are 5,000,000.
    public static final int MAX_ENTRIES = 1 << 24;

    static final int VERSION = 2;

    /// The newest version that is read here.
    static final int NEWEST = PackedSlice.VERSION;

    private static final ReadableVersions READABLE =
            new ReadableVersions("a slice", List.of(VERSION, PackedSlice.VERSION));

    private SliceFormat() {}

    /// Encodes neighbouring tasks.
    ///
    /// @param from first task, inclusive
    /// @param to last task, exclusive
    /// @throws IllegalArgumentException if there are none such, or too many for one slice
    public static byte[] encode(Dag dag, int from, int to) {
        require(
                from >= 0 && from < to && to <= dag.tasks(),
                "range of tasks must be in 0..%d and not empty, was %d..%d",
                dag.tasks(),
                from,
                to);
        BitSet tasks = new BitSet(to);
        tasks.set(from, to);
        return encode(dag, tasks);
    }

    /// Encodes any tasks.
    ///
    /// @throws IllegalArgumentException if there are none, unknown ones, or too many for one slice
    public static byte[] encode(Dag dag, BitSet tasks) {
        require(
                !tasks.isEmpty() && tasks.length() <= dag.tasks(),
                "tasks of a slice must be in 0..%d and not empty, was %s",
                dag.tasks() - 1,
                tasks.isEmpty() ? "empty" : tasks.length() - 1);
        TaskRanges ranges = TaskRanges.of(tasks);
        SliceTables tables = SliceTables.of(dag, SliceTasks.templates(dag, ranges));
        SliceTasks slice = SliceTasks.of(dag, ranges, tables.templateNumbers());
        SliceOutput out = new SliceOutput();
        out.number(VERSION);
        tables.write(out);
        ranges.write(out);
        slice.write(out);
        OuterEdges.of(dag, slice).write(out);
        return out.finish();
    }

    /// Deflates an encoded slice, if that saves something.
    ///
    /// @param slice of format 2
    public static byte[] packed(byte[] slice) {
        return PackedSlice.of(slice);
    }

    /// The name of a graph: determined by its binary form, so that equal names are equal graphs.
    public static String name(byte[] slice) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(slice);
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Decodes a slice of at most [#MAX_ENTRIES].
    ///
    /// @throws UnknownFormatVersionException if these bytes are of another format version
    /// @throws SliceFormatException if they are incomplete, altered, contradictory or too large
    public static Slice decode(byte[] bytes) {
        return decode(bytes, MAX_ENTRIES);
    }

    /// Decodes a slice.
    ///
    /// @param maxEntries see [#MAX_ENTRIES]; fewer protect a small heap
    /// @throws UnknownFormatVersionException if these bytes are of another format version
    /// @throws SliceFormatException if they are incomplete, altered, contradictory or too large
    public static Slice decode(byte[] bytes, int maxEntries) {
        return decode(bytes, maxEntries, READABLE);
    }

    static Slice decode(byte[] bytes, int maxEntries, ReadableVersions readable) {
        SliceInput in = new SliceInput(bytes, maxEntries, "slice");
        int version = in.number();
        readable.require(version);
        if (version == PackedSlice.VERSION) {
            in = new SliceInput(PackedSlice.unpacked(bytes, maxEntries), maxEntries, "slice");
            SliceInput.check(
                    in.number() == VERSION, "a slice that is deflated must be of format 2");
        }
        in.requireCheckSum();
        try {
            return read(in);
        } catch (IllegalArgumentException e) { // from the constructors of what is in it
            throw new SliceFormatException("slice must hold valid values: " + e.getMessage(), e);
        }
    }

    /// Refuses slices of a version that is not read here, before they are fetched.
    static void requireReadable(int version) {
        READABLE.require(version);
    }

    private static Slice read(SliceInput in) {
        SliceTables tables = SliceTables.read(in);
        TaskRanges ranges = TaskRanges.read(in);
        SliceTasks tasks = SliceTasks.read(in, ranges, tables);
        InnerEdges inner = InnerEdges.of(tasks);
        OuterEdges outer = OuterEdges.read(in, tasks);
        in.requireEnd();
        return new Slice(tables, tasks, inner, outer);
    }
}
