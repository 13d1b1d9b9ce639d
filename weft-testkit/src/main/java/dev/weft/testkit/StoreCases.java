package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.RunLimits;
import dev.weft.spi.RunStore;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A group of cases of [RunStoreContract]. Each case has a clock and an empty store of its own.
abstract class StoreCases {
    final VirtualClock clock = new VirtualClock();
    final RunStore store;
    private long runs;

    StoreCases(Function<VirtualClock, RunStore> stores) {
        store = stores.apply(clock);
    }

    /// A store that has been up for a lease: it need not take a deadline for an outage of its own.
    @BeforeEach
    void openStore() {
        clock.advance(RunLimits.standard().lease());
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /// Plays a new run with the standard limits, which is yet to be submitted.
    RunDriver run(Dag dag) {
        return run(dag, RunLimits.standard());
    }

    RunDriver run(Dag dag, RunLimits limits) {
        runs++;
        return new RunDriver(store, clock, dag, limits, RunDriver.key("run-" + runs, runs));
    }

    /// A run that goes on after a failure.
    RunDriver runThatGoesOn(Dag dag) {
        return run(dag, RunLimits.standard().withGoOn(true));
    }
}
