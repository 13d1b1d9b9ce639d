package dev.weft.worker;

import dev.weft.model.ConstantsFormat;
import dev.weft.model.Slice;
import dev.weft.model.SliceFormat;
import dev.weft.model.SliceFormatException;
import dev.weft.model.UnknownFormatVersionException;
import dev.weft.spi.GraphStore;
import dev.weft.spi.Invocation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Graphs and constants of the runs that a worker is invoked for: it knows them, their invocation brings them
/// along, or the store has them. What is damaged in the store is removed there, so that whoever submits or
/// resumes the workflow next writes it anew.
///
/// Safe for many threads.
final class RunGraphs {
    private final GraphStore store;
    private final KnownGraphs known = new KnownGraphs();

    RunGraphs(GraphStore store) {
        this.store = store;
    }

    /// @throws UnknownGraphException if the store has lost the graph, or has a damaged one
    /// @throws UnknownFormatVersionException if it was written by a version of Weft that is not known here
    /// @throws SliceFormatException if the one in the invocation is damaged
    Slice graph(Invocation invocation) {
        String name = invocation.code().graph();
        Slice there = known.find(name);
        if (there != null) {
            return there;
        }
        Optional<byte[]> carried = invocation.parcel().map(Invocation.Parcel::graph);
        Slice graph =
                carried.isPresent()
                        ? SliceFormat.decode(named(name, carried.get()))
                        : storedGraph(invocation, name);
        known.put(name, graph);
        return graph;
    }

    private Slice storedGraph(Invocation invocation, String name) {
        String what = "graph %.12s".formatted(name);
        byte[] bytes = there(store.fetchGraph(name), invocation, what);
        return undamaged(
                () -> SliceFormat.decode(named(name, bytes)),
                () -> store.removeGraph(name),
                invocation,
                what);
    }

    /// Encoded, by slot.
    ///
    /// @throws UnknownGraphException if the store has lost the constants, or has damaged ones
    /// @throws UnknownFormatVersionException if they were written by a version of Weft that is not known here
    /// @throws SliceFormatException if those in the invocation are damaged
    List<byte[]> constants(Invocation invocation) {
        Optional<byte[]> carried = invocation.parcel().map(Invocation.Parcel::constants);
        if (carried.isPresent()) {
            return ConstantsFormat.decode(carried.get());
        }
        String name = invocation.code().constants();
        return name.isEmpty()
                ? constantsOfRun(invocation)
                : constantsOfResumption(invocation, name);
    }

    private List<byte[]> constantsOfRun(Invocation invocation) {
        byte[] bytes = there(store.fetchConstants(invocation.run()), invocation, "constants");
        return undamaged(
                () -> ConstantsFormat.decode(bytes),
                () -> store.removeConstants(invocation.run()),
                invocation,
                "constants");
    }

    private List<byte[]> constantsOfResumption(Invocation invocation, String name) {
        byte[] bytes = there(store.fetchGraph(name), invocation, "constants");
        return undamaged(
                () -> ConstantsFormat.decode(named(name, bytes)),
                () -> store.removeGraph(name),
                invocation,
                "constants");
    }

    private static byte[] there(Optional<byte[]> found, Invocation invocation, String what) {
        return found.orElseThrow(() -> new UnknownGraphException(invocation.run(), what));
    }

    private static byte[] named(String name, byte[] bytes) {
        String found = SliceFormat.name(bytes);
        if (!found.equals(name)) {
            throw new SliceFormatException(
                    "SHA-256 must be %.12s…, was %.12s…".formatted(name, found));
        }
        return bytes;
    }

    private static <T> T undamaged(
            Supplier<T> decoding, Runnable removing, Invocation invocation, String what) {
        try {
            return decoding.get();
        } catch (UnknownFormatVersionException e) {
            throw e; // whole as far as anybody can tell here, and good for others
        } catch (SliceFormatException e) {
            removing.run();
            throw new UnknownGraphException(invocation.run(), what, e);
        }
    }
}
