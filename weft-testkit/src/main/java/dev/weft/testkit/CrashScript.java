package dev.weft.testkit;

import org.jspecify.annotations.Nullable;

/// What becomes of one step by which a run grows, in a simulation in which nothing else goes wrong. For one run.
final class CrashScript {
    private final Step step;
    private final int number;
    private final SimulationFaults.Fate fate;
    private int seen;

    /// A step of a worker that expands.
    enum Step {
        /// Asks for numbers.
        GROW,
        /// Commits an expansion, or a part of its edges.
        COMMIT,
        /// Commits something that was added, and no expansion.
        ELEMENT,
        OTHER
    }

    /// @param number which of these steps, by whomever; 1 for the first
    CrashScript(Step step, int number, SimulationFaults.Fate fate) {
        this.step = step;
        this.number = number;
        this.fate = fate;
    }

    /// What becomes of a step that somebody is about to take; `null` if nothing special does.
    SimulationFaults.@Nullable Fate fate(Step taken) {
        return taken == step && ++seen == number ? fate : null;
    }

    /// Whether there has been such a step.
    boolean hasHappened() {
        return seen >= number;
    }
}
