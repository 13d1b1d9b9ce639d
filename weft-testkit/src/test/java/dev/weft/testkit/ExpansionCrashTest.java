package dev.weft.testkit;

import dev.weft.spi.Stores;
import java.util.function.LongSupplier;

final class ExpansionCrashTest extends ExpansionCrashContract {
    ExpansionCrashTest() {
        super(6, 3);
    }

    @Override
    public Stores open(LongSupplier clock) {
        return new SimulationTest().open(clock);
    }
}
