package dev.weft.worker;

import dev.weft.model.Slice;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Graphs and chunks of graphs that this worker has decoded, by name, for further runs of the same: those used
/// last, up to so many bytes. What a run uses it keeps beyond that.
///
/// Safe for many threads.
final class KnownGraphs {
    /// Functions and templates of a slice, roughly.
    private static final long TABLES_BYTES = 4_096;

    private final long mostBytes;
    private final Map<String, Slice> graphs = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// As many as there is room for in a process of workers.
    KnownGraphs() {
        this(Runtime.getRuntime().maxMemory() / 32);
    }

    /// @param mostBytes of heap; one graph is kept, however large
    KnownGraphs(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized @Nullable Slice find(String name) {
        return graphs.get(name);
    }

    synchronized void put(String name, Slice graph) {
        Slice before = graphs.put(name, graph);
        bytes += bytes(graph) - (before == null ? 0 : bytes(before));
        Iterator<Slice> eldest = graphs.values().iterator();
        while (bytes > mostBytes && graphs.size() > 1) {
            bytes -= bytes(eldest.next());
            eldest.remove();
        }
    }

    private static long bytes(Slice graph) {
        return graph.heapBytes() + TABLES_BYTES;
    }
}
