package dev.weft.bench;

import java.util.Locale;

/// What one worker has read of a graph in a run of it, as one line of JSON.
///
/// @param tasks of the graph
/// @param storedBytes of the graph
/// @param executed tasks that the worker has executed
/// @param graphBytes what it has read for that
record GraphReads(
        String workload,
        String engine,
        int tasks,
        long storedBytes,
        String worker,
        long executed,
        long graphBytes) {
    String forPeople() {
        return String.format(
                Locale.ROOT,
                "%-22s %s: %,d of %,d tasks, read %,d of %,d bytes, %.2f a task",
                workload,
                worker,
                executed,
                tasks,
                graphBytes,
                storedBytes,
                (double) graphBytes / Math.max(1, executed));
    }
}
