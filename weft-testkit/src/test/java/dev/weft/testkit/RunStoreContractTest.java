package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.weft.memory.InMemoryRunStore;
import dev.weft.spi.RunStore;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// Shows that the contract can fail: a store that breaks one rule does not pass it.
///
/// What cannot be broken at the interface, and is left to the stores' own tests: the atomicity of a
/// step; the order of its writes (that a result stands before its children are published, A2 b);
/// that a value is acknowledged before the commit that names it (VALUE_MISSING, which needs a store
/// that knows the blob store); times to live that differ from key to key; that a remote store takes
/// no time from its callers; what is lost when a store fails over.
class RunStoreContractTest {
    private static Function<RunStore, RunStore> planted = Function.identity();

    static Stream<PlantedFault> faults() {
        return Stream.of(
                        CommitFaults.all(),
                        StepFaults.all(),
                        GrowFaults.all(),
                        PlaceFaults.all(),
                        RecoveryFaults.all())
                .flatMap(Function.identity());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void storeThatBreaksARuleFails(PlantedFault fault) {
        assertThat(run(fault, Function.identity()).getTestsSucceededCount())
                .as("cases that the sound store passes")
                .isEqualTo(1);
        TestExecutionSummary broken = run(fault, fault.broken());
        assertThat(broken.getFailures()).as("failures of a store where %s", fault).hasSize(1);
        assertThat(broken.getFailures().getFirst().getException())
                .isInstanceOf(AssertionError.class);
    }

    private static TestExecutionSummary run(
            PlantedFault fault, Function<RunStore, RunStore> store) {
        planted = store;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(
                                        selectNestedMethod(
                                                List.of(Faulty.class.getName()),
                                                RunStoreContract.class.getName()
                                                        + "$"
                                                        + fault.group(),
                                                fault.method()))
                                .build(),
                        listener);
        return listener.getSummary();
    }

    static class Faulty extends RunStoreContract {
        @Override
        protected RunStore newStore(VirtualClock clock) {
            return planted.apply(new InMemoryRunStore(clock::micros, false));
        }
    }
}
