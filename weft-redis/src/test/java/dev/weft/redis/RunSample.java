package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.spi.RunStore;
import dev.weft.testkit.RunDriver;
import dev.weft.testkit.VirtualClock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Runs in stores that have the server's own time.
final class RunSample {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private RunSample() {}

    /// A run with an id of its own, which is yet to be submitted.
    static RunDriver of(RunStore store, Dag dag, RunLimits limits) {
        long number = NUMBERS.incrementAndGet();
        return new RunDriver(
                store,
                new VirtualClock(),
                dag,
                limits,
                RunDriver.key("sample-" + number, 0x9e3779b97f4a7c15L * number));
    }

    static RunDriver of(RunStore store, Dag dag) {
        return of(store, dag, RunLimits.standard());
    }

    static RunDriver named(RunStore store, Dag dag, String id) {
        return new RunDriver(
                store,
                new VirtualClock(),
                dag,
                RunLimits.standard(),
                RunDriver.key(id, NUMBERS.incrementAndGet()));
    }

    /// Executes all that is granted, and what becomes ready, until the run is done.
    static void finish(RunDriver run, List<Grant> grants) {
        ArrayDeque<Grant> todo = new ArrayDeque<>(grants);
        while (!todo.isEmpty()) {
            todo.addAll(run.done("w9", todo.removeFirst()));
        }
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }
}
