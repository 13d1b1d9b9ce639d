package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.CrashScript.Step;
import dev.weft.testkit.SimulationFaults.Fate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Simulated runs that grow and in which one thing goes wrong: the worker that expands dies at a step, or does not
/// hear the answer. Whatever step that is, the run has the result of calling one after the other.
///
/// Each case takes workflows in which nothing else goes wrong, and in them the first, second … step of its kind.
public abstract class ExpansionCrashContract implements SimulatedStores {
    private static final int MOST_SEEDS = 2_000;

    private final int workflows;
    private final int steps;

    /// @param workflows how many are tried
    /// @param steps so many of a kind in each, one after the other
    protected ExpansionCrashContract(int workflows, int steps) {
        this.workflows = workflows;
        this.steps = steps;
    }

    private void everyRunSurvives(Step step, Fate fate) {
        int happened = 0;
        long[] seeds =
                LongStream.rangeClosed(1, MOST_SEEDS)
                        .filter(Simulation::growsCalmly)
                        .limit(workflows)
                        .toArray();
        for (long seed : seeds) {
            boolean more = true;
            for (int number = 1; more && number <= steps; number++) {
                CrashScript script = new CrashScript(step, number, fate);
                Simulation.run(seed, SimulationParts.of(this).withScript(script));
                more = script.hasHappened();
                happened += more ? 1 : 0;
            }
        }
        assertThat(happened).as("steps at which this happened").isGreaterThan(workflows / 2);
    }

    @Test
    void workerMayDieBeforeItAsksForNumbers() {
        everyRunSurvives(Step.GROW, Fate.CALLER_DIES_BEFORE);
    }

    @Test
    void workerMayDieWhenItHasJustBeenGivenNumbers() {
        everyRunSurvives(Step.GROW, Fate.CALLER_DIES_AFTER);
    }

    @Test
    void numbersMayBeGivenToAWorkerThatDoesNotHearIt() {
        everyRunSurvives(Step.GROW, Fate.ANSWER_IS_LOST);
    }

    @Test
    void workerMayDieBeforeAnyPartOfAnExpansionsCommit() {
        everyRunSurvives(Step.COMMIT, Fate.CALLER_DIES_BEFORE);
    }

    @Test
    void workerMayDieAfterAnyPartOfAnExpansionsCommit() {
        everyRunSurvives(Step.COMMIT, Fate.CALLER_DIES_AFTER);
    }

    @Test
    void anyPartOfAnExpansionsCommitMayNotBeAnswered() {
        everyRunSurvives(Step.COMMIT, Fate.ANSWER_IS_LOST);
    }

    @Test
    void anyPartOfAnExpansionsCommitMayArriveMuchLater() {
        everyRunSurvives(Step.COMMIT, Fate.REQUEST_IS_LATE);
    }

    @Test
    void workerMayBePausedForLongBeforeAnyPartOfAnExpansionsCommit() {
        everyRunSurvives(Step.COMMIT, Fate.CALLER_IS_PAUSED_BEFORE);
    }

    @Test
    void workerMayDieBeforeAnElementIsCommitted() {
        everyRunSurvives(Step.ELEMENT, Fate.CALLER_DIES_BEFORE);
    }

    @Test
    void workerMayDieAfterAnElementIsCommitted() {
        everyRunSurvives(Step.ELEMENT, Fate.CALLER_DIES_AFTER);
    }
}
