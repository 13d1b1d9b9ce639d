package dev.weft.worker;

import dev.weft.model.Slice;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Graphs that this worker has decoded, by name, for further runs of the same: those used last.
///
/// Safe for many threads.
final class KnownGraphs {
    private static final int MOST = 32;

    private final Map<String, Slice> graphs =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Slice> eldest) {
                    return size() > MOST;
                }
            };

    synchronized @Nullable Slice find(String name) {
        return graphs.get(name);
    }

    synchronized void put(String name, Slice graph) {
        graphs.put(name, graph);
    }
}
