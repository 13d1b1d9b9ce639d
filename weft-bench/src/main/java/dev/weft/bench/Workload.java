package dev.weft.bench;

import dev.weft.Arg;
import java.util.function.Predicate;

/// A DAG of which a size can be chosen and whose result is known.
interface Workload {
    /// As the documents name it: `W1` … `W9`.
    String name();

    /// What the size counts, for people.
    String sizeMeans();

    int standardSize();

    /// Makes the handles for one run.
    ///
    /// @throws IllegalArgumentException if there is no workload of that size
    Job job(int size);

    /// One run's worth of handles.
    ///
    /// @param correct whether a result is the right one
    record Job(Arg<?> sink, Predicate<Object> correct) {}
}
