package dev.weft.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.embedded.EmbeddedRedis;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that only a real server shows, broken in the functions that it has loaded, or in what it is seen to
/// say: what looks at the rule must notice.
final class RedisFaultsTest {
    interface Check {
        void check(EmbeddedRedis server, Stores stores);
    }

    /// @param rule as the contributor's guide names it
    /// @param fault what is broken
    /// @param text of the functions, which is replaced
    /// @param instead what it is replaced by
    /// @param noticedBy the test that makes the same check
    record Fault(
            String rule, String fault, String text, String instead, String noticedBy, Check check) {
        @Override
        public String toString() {
            return fault;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault(
                        "B9",
                        "a key that is written later than others has no time to live",
                        "call('PEXPIRE', key(name), millisLeft())",
                        "",
                        "KeysTest.everyKeyHasATimeToLiveAfterWhateverStep",
                        KeysTest::checkTimesToLive),
                new Fault(
                        "B9",
                        "keys live no longer though a deadline is far away",
                        "run.expires < time + run.retention",
                        "false",
                        "KeysTest.keysOfARunLiveAsLongAsItsLastDeadlineAndTheRetention",
                        KeysTest::checkLifeOfARun),
                new Fault(
                        "B13",
                        "a full store refuses steps too",
                        "'allow-oom'",
                        "",
                        "MemoryTest.valuesAreRefusedByAFullStoreAndStepsAreNot",
                        MemoryTest::checkThatStepsGoOn),
                new Fault(
                        "Places",
                        "whoever leaves lets nobody in",
                        "call('ZPOPMIN', key('parked'))[1]",
                        "nil",
                        "BoundedRunTest.eachTaskIsLetInByTheOneBeforeIt",
                        BoundedRunTest::checkThatTheRunEnds),
                new Fault(
                        "Places",
                        "places are not counted",
                        "run.parallelism > 0 and run.claimed >= run.parallelism",
                        "false",
                        "BoundedRunTest.eachTaskIsLetInByTheOneBeforeIt",
                        BoundedRunTest::checkThatTheRunEnds));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void serverWhoseFunctionsBreakARuleIsNoticed(Fault fault) {
        String broken = Library.TEXT.replace(fault.text(), fault.instead());
        assertThat(broken).isNotEqualTo(Library.TEXT);
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Stores stores = new RedisStoreProvider().open(TestServer.addressOf(server))) {
            fault.check().check(server, stores);
            server.ask("FLUSHALL");
            server.ask("FUNCTION", "LOAD", "REPLACE", broken);
            assertThatThrownBy(() -> fault.check().check(server, stores))
                    .as("check of a server where %s", fault)
                    .isInstanceOfAny(AssertionError.class, StoreUnavailableException.class);
        }
    }

    /// What the policy is asked for is not what the server does: as if nobody asked.
    @Test
    void storeWhosePolicyIsNotLookedAtIsNoticed() throws IOException {
        try (EmbeddedRedis server = ConnectTest.evicting();
                EditingProxy proxy =
                        EditingProxy.to(
                                server.port(),
                                "maxmemory_policy:volatile-lru",
                                "maxmemory_policy:noeviction\r\n")) {
            ConnectTest.checkThatEvictionIsRefused(TestServer.addressOf(server));
            StoreAddress unseen =
                    StoreAddress.of(URI.create("redis://127.0.0.1:" + proxy.port()))
                            .withPassword(server::password);
            assertThatThrownBy(() -> ConnectTest.checkThatEvictionIsRefused(unseen))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("raise a throwable");
        }
    }

    @Test
    void contributorsGuideListsThem() throws IOException {
        String table =
                Stream.of(
                                Stream.of("| Rule | Planted fault | Noticed by |", "|---|---|---|"),
                                faults().map(RedisFaultsTest::row),
                                Stream.of(
                                        row(
                                                "Eviction",
                                                "the policy of a store is not looked at",
                                                "ConnectTest.serverThatRemovesKeysByItselfIsRefused")))
                        .flatMap(Function.identity())
                        .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("..", "CONTRIBUTING.md")))
                .contains("\n" + table + "\n\n");
    }

    private static String row(Fault fault) {
        return row(fault.rule(), fault.fault(), fault.noticedBy());
    }

    private static String row(String rule, String fault, String noticedBy) {
        return "| %s | %s | `%s` |".formatted(rule, fault, noticedBy);
    }
}
