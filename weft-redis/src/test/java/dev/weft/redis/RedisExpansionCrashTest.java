package dev.weft.redis;

import dev.weft.spi.Stores;
import dev.weft.testkit.ExpansionCrashContract;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;

final class RedisExpansionCrashTest extends ExpansionCrashContract {
    RedisExpansionCrashTest() {
        super(3, 2);
    }

    @Override
    public Stores open(LongSupplier clock) {
        return new RedisSimulationTest().open(clock);
    }

    @AfterAll
    static void stopServers() {
        RedisSimulationTest.stopServers();
    }
}
