package dev.weft.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What a workload took, as one line of JSON. Figures that do not apply are absent.
///
/// @param minMs shortest repetition: from submitting the handles to having the result
/// @param tasksPerSecond of the median repetition
/// @param buildMs median time to make the handles, which is not part of the others
/// @param plainMs median time of what it is compared with, measured in turn with it: the same work without
///     Weft, or for W1-dynamic with a width that is known from the start
/// @param ratio `plainMs` ÷ `medianMs`
/// @param nanosPerTask of the median repetition
/// @param dagBytes what is stored of the graph, for all of its runs
/// @param heapBytes most heap of this process that was in use after a collection while the run went on
/// @param workerHeapBytes the same of the worker process with most
/// @param mostStoreBytes most memory of the store while the workload ran as often again, above what it took before
/// @param roundTripsPerTask calls of the store by workers on the path of tasks
/// @param invocations of workers, a median run
/// @param storeBytes values that were encoded
@JsonInclude(JsonInclude.Include.NON_NULL)
record Measurement(
        String workload,
        String engine,
        int size,
        int tasks,
        int repetitions,
        double minMs,
        double medianMs,
        double maxMs,
        double tasksPerSecond,
        @Nullable Double nanosPerTask,
        @Nullable Double buildMs,
        @Nullable Double plainMs,
        @Nullable Double ratio,
        @Nullable Long dagBytes,
        @Nullable Double dagBytesPerTask,
        @Nullable Long heapBytes,
        @Nullable Long workerHeapBytes,
        @Nullable Long mostStoreBytes,
        @Nullable Double roundTripsPerTask,
        @Nullable Long invocations,
        @Nullable Long storeBytes,
        @Nullable Double parallelism) {

    Measurement withHeapBytes(long bytes, @Nullable Long workerBytes) {
        return new Measurement(
                workload,
                engine,
                size,
                tasks,
                repetitions,
                minMs,
                medianMs,
                maxMs,
                tasksPerSecond,
                nanosPerTask,
                buildMs,
                plainMs,
                ratio,
                dagBytes,
                dagBytesPerTask,
                bytes,
                workerBytes,
                mostStoreBytes,
                roundTripsPerTask,
                invocations,
                storeBytes,
                parallelism);
    }

    Measurement withMostStoreBytes(long bytes) {
        return new Measurement(
                workload,
                engine,
                size,
                tasks,
                repetitions,
                minMs,
                medianMs,
                maxMs,
                tasksPerSecond,
                nanosPerTask,
                buildMs,
                plainMs,
                ratio,
                dagBytes,
                dagBytesPerTask,
                heapBytes,
                workerHeapBytes,
                bytes,
                roundTripsPerTask,
                invocations,
                storeBytes,
                parallelism);
    }

    Measurement withInvocations(long count) {
        return new Measurement(
                workload,
                engine,
                size,
                tasks,
                repetitions,
                minMs,
                medianMs,
                maxMs,
                tasksPerSecond,
                nanosPerTask,
                buildMs,
                plainMs,
                ratio,
                dagBytes,
                dagBytesPerTask,
                heapBytes,
                workerHeapBytes,
                mostStoreBytes,
                roundTripsPerTask,
                count,
                storeBytes,
                parallelism);
    }
}
