package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that can happen to a run of a small graph.
final class ExplorationTest {
    static List<Explorations.Explored> graphs() {
        return Explorations.all();
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void whateverHappensTheRunCanEndWithTheRightResult(Explorations.Explored what) {
        ExplorationReport report =
                Exploration.explore(what.dag(), what.bounds(), Function.identity());
        System.out.println(what + ": all of " + report);
        assertThat(report.ends()).isPositive();
        assertThat(report.transitions()).isGreaterThanOrEqualTo(report.states() - 1);
    }

    static List<Explorations.ExploredFault> faults() {
        return Explorations.faults();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void storeThatBreaksARuleIsFound(Explorations.ExploredFault planted) {
        Explorations.Explored in = planted.in();
        assertThatThrownBy(
                        () -> Exploration.explore(in.dag(), in.bounds(), planted.fault().broken()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("an exploration failed");
    }
}
