package dev.weft.remote;

import dev.weft.model.EncodedGraph;
import dev.weft.model.FunctionReference;
import dev.weft.model.GraphIndex;
import dev.weft.model.RunKey;
import dev.weft.model.Slice;
import dev.weft.model.SliceFormat;
import dev.weft.model.SliceFormatException;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.GraphStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Graphs as a client stores them, and as a view reads them: all of it, which nobody else does.
///
/// Safe for many threads. Methods block, and may throw [dev.weft.spi.StoreUnavailableException].
final class StoredGraphs {
    private static final Logger log = LoggerFactory.getLogger(StoredGraphs.class);

    private final GraphStore store;

    StoredGraphs(GraphStore store) {
        this.store = store;
    }

    /// Writes what the store does not have of a graph. Of one that it knows no bytes are sent.
    void put(EncodedGraph graph, Duration expiry) {
        List<EncodedGraph.Part> parts = graph.parts();
        Set<String> missing =
                store.keepGraphs(parts.stream().map(EncodedGraph.Part::name).toList(), expiry);
        for (EncodedGraph.Part part : parts) {
            if (missing.contains(part.name())) {
                store.putGraph(part.name(), part.bytes(), expiry);
            }
        }
    }

    /// What the tasks of a run are called; nothing if the store has not got all of its graph, undamaged.
    Optional<TaskNames> names(RunKey run, String graph) {
        try {
            return store.fetchGraph(graph).flatMap(this::names);
        } catch (SliceFormatException e) {
            log.warn("run {}: tasks have no names here: {}", run, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<TaskNames> names(byte[] root) {
        if (!GraphIndex.isIndex(root)) {
            Slice whole = SliceFormat.decode(root);
            return Optional.of(new TaskNames(whole, whole.size()));
        }
        GraphIndex index = GraphIndex.decode(root);
        List<Slice> chunks = new ArrayList<>();
        for (int number = 0; number < index.chunks().size(); number++) {
            Optional<byte[]> chunk = store.fetchGraph(index.chunks().get(number));
            if (chunk.isEmpty()) {
                return Optional.empty();
            }
            chunks.add(index.decodeChunk(number, chunk.get()));
        }
        return Optional.of(new TaskNames(new AllChunks(index, chunks), index.tasks()));
    }

    /// A graph of which all chunks are here.
    private static final class AllChunks implements TaskRecords {
        private final GraphIndex index;
        private final List<Slice> chunks;
        private final Map<Integer, Slice> ofTemplate = new HashMap<>();
        private final Map<Integer, Slice> ofFunction = new HashMap<>();

        AllChunks(GraphIndex index, List<Slice> chunks) {
            this.index = index;
            this.chunks = chunks;
            for (Slice chunk : chunks) {
                chunk.templates().forEach(number -> ofTemplate.putIfAbsent(number, chunk));
                chunk.functions().forEach(number -> ofFunction.putIfAbsent(number, chunk));
            }
        }

        private Slice chunkOf(int task) {
            return chunks.get(index.chunkOf(task));
        }

        @Override
        public TaskRecord record(int task) {
            return chunkOf(task).record(task);
        }

        @Override
        public int templateOf(int task) {
            return chunkOf(task).templateOf(task);
        }

        @Override
        public TaskTemplate template(int template) {
            return ofTemplate.getOrDefault(template, chunks.getFirst()).template(template);
        }

        @Override
        public FunctionReference function(int function) {
            return ofFunction.getOrDefault(function, chunks.getFirst()).function(function);
        }

        @Override
        public boolean holds(int task) {
            return index.has(task);
        }
    }
}
