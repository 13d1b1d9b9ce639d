package dev.weft.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What the outcome of an expansion says of the tasks that it adds to the run: a graph, its constants, and
/// which numbers it has in the run.
///
/// Tasks of the graph have the numbers of the growth in their order, but for its sinks: these take the
/// numbers of the expansion's exits. Likewise edges, the first ones; one for each root of the graph follows,
/// from the expansion to it.
///
/// The arrays are not copied: whoever receives them only reads.
///
/// @param growth the numbers
/// @param depth how many expansions the tasks come from, one within another; 1 for the first
/// @param sinks number of sinks of the graph
/// @param imports the first so many constants are what the expansion's elements share, and have no bytes
/// @param waits of which tasks of the graph fewer parents than all are waited for: number of the task, and of
///     parents, for each
/// @param elements which elements of a fan-out the tasks belong to
/// @param graph binary form of the graph, see [SliceFormat]
/// @param constants binary form of the constants, see [ConstantsFormat]
@SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
public record AddedGraph(
        Growth growth,
        int depth,
        int sinks,
        int imports,
        int[] waits,
        Elements elements,
        byte[] graph,
        byte[] constants) {
    private static final int VERSION = 1;

    /// Which elements of a fan-out the tasks of a graph belong to: neighbours, each with the same number of
    /// tasks; what gathers them comes after.
    ///
    /// @param path of the element that the fan-out is in: `[3]`, or nothing
    /// @param first index of the first element
    /// @param step how many elements each place of the graph has
    /// @param tasks how many tasks each place has; 0 if the graph is no fan-out
    /// @param places how many
    public record Elements(String path, long first, int step, int tasks, int places) {
        /// None.
        public static Elements none(String path) {
            return new Elements(path, 0, 1, 0, 0);
        }
    }

    /// Its binary form, which begins with a format version.
    public byte[] toBytes() {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(graph.length + constants.length + 128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(growth.owner());
            out.writeLong(growth.execution());
            out.writeUTF(growth.label());
            out.writeInt(growth.firstTask());
            out.writeInt(growth.tasks());
            out.writeInt(growth.firstEdge());
            out.writeInt(growth.edges());
            out.writeInt(depth);
            out.writeInt(sinks);
            out.writeInt(imports);
            out.writeInt(waits.length);
            for (int each : waits) {
                out.writeInt(each);
            }
            out.writeUTF(elements.path());
            out.writeLong(elements.first());
            out.writeInt(elements.step());
            out.writeInt(elements.tasks());
            out.writeInt(elements.places());
            out.writeInt(graph.length);
            out.write(graph);
            out.writeInt(constants.length);
            out.write(constants);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// @throws SliceFormatException if the bytes are of another format version, or incomplete
    public static AddedGraph of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new SliceFormatException(
                        "format version of an added graph must be %d, was %d; it was written by another"
                                        .formatted(VERSION, version)
                                + " version of Weft: let all workers have the same",
                        null);
            }
            Growth growth =
                    new Growth(
                            in.readInt(),
                            in.readLong(),
                            in.readUTF(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt());
            int depth = in.readInt();
            int sinks = in.readInt();
            int imports = in.readInt();
            int[] waits = new int[count(in, Integer.BYTES)];
            for (int i = 0; i < waits.length; i++) {
                waits[i] = in.readInt();
            }
            Elements elements =
                    new Elements(
                            in.readUTF(), in.readLong(), in.readInt(), in.readInt(), in.readInt());
            AddedGraph added =
                    new AddedGraph(
                            growth, depth, sinks, imports, waits, elements, array(in), array(in));
            if (in.available() > 0) {
                throw new SliceFormatException("an added graph must end where it says", null);
            }
            return added;
        } catch (IOException e) {
            throw new SliceFormatException("an added graph must be complete, was cut short", e);
        }
    }

    private static byte[] array(DataInputStream in) throws IOException {
        return in.readNBytes(count(in, 1));
    }

    /// A count of items of so many bytes each, checked before anything is allocated for them.
    private static int count(DataInputStream in, int itemBytes) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / itemBytes) {
            throw new SliceFormatException(
                    "length must be in 0..%d, was %d".formatted(in.available() / itemBytes, count),
                    null);
        }
        return count;
    }
}
