package dev.weft.worker;

import dev.weft.model.ConstantsFormat;
import dev.weft.model.GraphIndex;
import dev.weft.model.RunKey;
import dev.weft.model.Slice;
import dev.weft.model.SliceFormat;
import dev.weft.model.SliceFormatException;
import dev.weft.model.TaskRecords;
import dev.weft.model.UnknownFormatVersionException;
import dev.weft.spi.GraphStore;
import dev.weft.spi.Invocation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Graphs and constants of the runs that a worker is invoked for: it knows them, their invocation brings them
/// along, or the store has them. Of a graph that is stored in chunks a run gets those that it steps into. What is
/// damaged in the store is removed there, so that whoever submits or resumes the workflow next writes it anew.
///
/// Safe for many threads.
final class RunGraphs {
    private static final int MOST_INDICES = 32;

    private final GraphStore store;
    private final WorkerEnvironment environment;
    private final KnownGraphs known = new KnownGraphs();
    private final GraphFetches fetches;
    private final Map<String, GraphIndex> indices = // guarded by itself
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, GraphIndex> eldest) {
                    return size() > MOST_INDICES;
                }
            };
    private final LongAdder bytesRead = new LongAdder();

    RunGraphs(GraphStore store, WorkerEnvironment environment) {
        this.store = store;
        this.environment = environment;
        fetches = new GraphFetches(known, environment);
    }

    /// Bytes of graphs that were read: out of the store, or out of invocations of a graph that was not known.
    long bytesRead() {
        return bytesRead.sum();
    }

    /// The tasks of the run's graph. Looking up one whose chunk is not here gets that, and throws an
    /// [UnknownGraphException] if the store has lost it or has a damaged one.
    ///
    /// @param counters of the run
    /// @throws UnknownGraphException if the store has lost the graph, or has a damaged one
    /// @throws UnknownFormatVersionException if it was written by a version of Weft that is not known here
    /// @throws SliceFormatException if the one in the invocation is damaged
    TaskRecords graph(Invocation invocation, RunCounters counters) {
        String name = invocation.code().graph();
        Slice there = known.find(name);
        if (there != null) {
            return there;
        }
        GraphIndex index = index(name);
        if (index != null) {
            return chunked(invocation, index, counters);
        }
        Optional<byte[]> carried = invocation.parcel().map(Invocation.Parcel::graph);
        if (carried.isPresent()) {
            bytesRead.add(carried.get().length);
            return known(name, SliceFormat.decode(named(name, carried.get())));
        }
        return storedGraph(invocation, name, counters);
    }

    private Slice known(String name, Slice graph) {
        known.put(name, graph);
        return graph;
    }

    private @Nullable GraphIndex index(String name) {
        synchronized (indices) {
            return indices.get(name);
        }
    }

    private GraphIndex known(String name, GraphIndex index) {
        synchronized (indices) {
            indices.put(name, index);
        }
        return index;
    }

    private TaskRecords storedGraph(Invocation invocation, String name, RunCounters counters) {
        String what = "graph %.12s".formatted(name);
        byte[] bytes = fetched(name, invocation.run(), what);
        return undamaged(
                () -> {
                    byte[] named = named(name, bytes);
                    return GraphIndex.isIndex(named)
                            ? chunked(invocation, known(name, GraphIndex.decode(named)), counters)
                            : known(name, SliceFormat.decode(named));
                },
                () -> store.removeGraph(name),
                invocation.run(),
                what);
    }

    private TaskRecords chunked(Invocation invocation, GraphIndex index, RunCounters counters) {
        RunKey run = invocation.run();
        Duration lease = invocation.limits().lease();
        return new ChunkedRecords(
                index,
                number ->
                        fetches.get(
                                index.chunks().get(number),
                                () ->
                                        Steps.take(
                                                counters,
                                                lease,
                                                environment,
                                                () -> chunk(run, index, number)),
                                lease));
    }

    private Slice chunk(RunKey run, GraphIndex index, int number) {
        String name = index.chunks().get(number);
        String what = "chunk %.12s of the graph".formatted(name);
        byte[] bytes = fetched(name, run, what);
        return undamaged(
                () -> index.decodeChunk(number, named(name, bytes)),
                () -> store.removeGraph(name),
                run,
                what);
    }

    private byte[] fetched(String name, RunKey run, String what) {
        byte[] bytes = there(store.fetchGraph(name), run, what);
        bytesRead.add(bytes.length);
        return bytes;
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
        byte[] bytes = there(store.fetchConstants(invocation.run()), invocation.run(), "constants");
        return undamaged(
                () -> ConstantsFormat.decode(bytes),
                () -> store.removeConstants(invocation.run()),
                invocation.run(),
                "constants");
    }

    private List<byte[]> constantsOfResumption(Invocation invocation, String name) {
        byte[] bytes = there(store.fetchGraph(name), invocation.run(), "constants");
        return undamaged(
                () -> ConstantsFormat.decode(named(name, bytes)),
                () -> store.removeGraph(name),
                invocation.run(),
                "constants");
    }

    private static byte[] there(Optional<byte[]> found, RunKey run, String what) {
        return found.orElseThrow(() -> new UnknownGraphException(run, what));
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
            Supplier<T> decoding, Runnable removing, RunKey run, String what) {
        try {
            return decoding.get();
        } catch (UnknownFormatVersionException e) {
            throw e; // whole as far as anybody can tell here, and good for others
        } catch (SliceFormatException e) {
            removing.run();
            throw new UnknownGraphException(run, what, e);
        }
    }
}
