package dev.weft.worker;

import dev.weft.model.FunctionReference;
import dev.weft.model.GraphIndex;
import dev.weft.model.Slice;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The tasks of a graph that is stored in chunks, for one run: a chunk comes here when the record of one of its
/// tasks is asked for the first time, which blocks that caller. What only looks ahead asks whether a record is
/// here.
///
/// Safe for many threads.
final class ChunkedRecords implements TaskRecords {
    private final GraphIndex index;
    private final IntFunction<Slice> loader;
    private final AtomicReferenceArray<Slice> chunks;
    private final Map<Integer, TaskTemplate> templates = new ConcurrentHashMap<>();
    private final Map<Integer, FunctionReference> functions = new ConcurrentHashMap<>();

    /// @param loader gets a chunk by its number; may be asked for one by several threads at a time
    ChunkedRecords(GraphIndex index, IntFunction<Slice> loader) {
        this.index = index;
        this.loader = loader;
        chunks = new AtomicReferenceArray<>(index.chunks().size());
    }

    @Override
    public TaskRecord record(int task) {
        return chunk(task).record(task);
    }

    @Override
    public int templateOf(int task) {
        return chunk(task).templateOf(task);
    }

    private Slice chunk(int task) {
        if (!index.has(task)) {
            throw new IllegalArgumentException(
                    "task %d does not exist in this graph; known: 0..%d"
                            .formatted(task, index.tasks() - 1));
        }
        int number = index.chunkOf(task);
        Slice chunk = chunks.getAcquire(number);
        if (chunk == null) {
            chunk = loader.apply(number);
            learn(chunk);
            chunks.setRelease(number, chunk);
        }
        return chunk;
    }

    /// What tasks need must be known before they are.
    private void learn(Slice chunk) {
        chunk.functions().forEach(number -> functions.computeIfAbsent(number, chunk::function));
        chunk.templates().forEach(number -> templates.computeIfAbsent(number, chunk::template));
    }

    @Override
    public TaskTemplate template(int template) {
        return known("template", template, templates.get(template));
    }

    @Override
    public FunctionReference function(int function) {
        return known("function", function, functions.get(function));
    }

    private static <T> T known(String kind, int number, @Nullable T found) {
        if (found == null) {
            throw new IllegalArgumentException(
                    "%s %d must be one of a task whose record is here, was not"
                            .formatted(kind, number));
        }
        return found;
    }

    @Override
    public boolean holds(int task) {
        return index.has(task) && chunks.getAcquire(index.chunkOf(task)) != null;
    }

    @Override
    public boolean has(int task) {
        return index.has(task);
    }

    @Override
    public boolean isExit(int task) {
        return index.isExit(task);
    }
}
