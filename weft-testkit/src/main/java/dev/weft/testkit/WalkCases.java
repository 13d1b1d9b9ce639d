package dev.weft.testkit;

import dev.weft.model.RunLimits;
import dev.weft.spi.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Random runs; `-Dweft.seed=N` replays one of them, `-Dweft.walks=N` takes more or fewer.
abstract class WalkCases {
    private final Function<VirtualClock, RunStore> stores;

    WalkCases(Function<VirtualClock, RunStore> stores) {
        this.stores = stores;
    }

    @Test
    void everyRunEndsWithEveryTaskCommittedOnceFromCommittedInputs() {
        List<Long> failed = new ArrayList<>();
        AssertionError first = null;
        for (long seed : seeds()) {
            try {
                walk(seed);
            } catch (AssertionError | RuntimeException e) {
                failed.add(seed);
                first = first == null ? new AssertionError(message(seed, e), e) : first;
            }
        }
        if (first != null) {
            System.out.println("random walks that failed, by seed: " + failed);
            throw first;
        }
    }

    private static String message(long seed, Throwable e) {
        return "the random walk of seed %d failed (replay it with -Dweft.seed=%d): %s"
                .formatted(seed, seed, e.getMessage());
    }

    private static long[] seeds() {
        Long one = Long.getLong("weft.seed");
        return one != null
                ? new long[] {one}
                : LongStream.rangeClosed(1, Long.getLong("weft.walks", 300)).toArray();
    }

    private void walk(long seed) {
        VirtualClock clock = new VirtualClock();
        try (RunStore store = stores.apply(clock)) {
            clock.advance(RunLimits.standard().lease());
            new RandomWalk(store, clock, seed).go();
        }
    }
}
