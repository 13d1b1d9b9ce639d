package dev.weft.testkit;

import dev.weft.spi.StoreUnavailableException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A process's connection to the shared stores. Other things happen before a step and after it, and the
/// step's fate is drawn: it or its answer may be lost, and the process may die or be paused.
final class SimulatedLink {
    private final Simulation simulation;
    private final SimulatedProcess process;
    private final boolean mortal;

    /// @param mortal whether the process may die
    SimulatedLink(Simulation simulation, SimulatedProcess process, boolean mortal) {
        this.simulation = simulation;
        this.process = process;
        this.mortal = mortal;
    }

    /// Takes a step, if fate wills.
    ///
    /// @param changes whether it may change something
    /// @throws StoreUnavailableException if the caller hears no answer
    /// @throws ProcessKilled if the process dies
    <A extends @Nullable Object> A call(String what, boolean changes, Supplier<A> step) {
        return call(CrashScript.Step.OTHER, what, changes, step);
    }

    /// Takes a step that a script may say something of.
    <A extends @Nullable Object> A call(
            CrashScript.Step kind, String what, boolean changes, Supplier<A> step) {
        SimulationFaults faults = simulation.faults();
        process.requireAlive();
        SimulationFaults.Fate fate = fate(kind);
        if (fate == SimulationFaults.Fate.CALLER_DIES_BEFORE) {
            die("before " + what);
        }
        if (fate == SimulationFaults.Fate.CALLER_IS_PAUSED_BEFORE) {
            process.pauseFor(faults.pauseMicros());
        }
        process.pass(faults.latencyMicros());
        if (faults.isStoreOut()) {
            throw unanswered(what, "the store is out");
        }
        switch (fate) {
            case REQUEST_IS_LOST -> throw unanswered(what, "the request is lost");
            case REQUEST_IS_LATE -> {
                if (changes) {
                    long late = faults.latenessMicros();
                    simulation.later(late, () -> arriveLate(what, step));
                }
                throw unanswered(what, "the request is late");
            }
            default -> {
                // it arrives
            }
        }
        A answer = simulation.taken(process.name(), what, changes, step);
        if (fate == SimulationFaults.Fate.CALLER_DIES_AFTER) {
            die("after " + what);
        }
        if (fate == SimulationFaults.Fate.CALLER_IS_PAUSED_AFTER) {
            process.pauseFor(faults.pauseMicros());
        }
        process.pass(faults.latencyMicros());
        if (fate == SimulationFaults.Fate.ANSWER_IS_LOST) {
            throw unanswered(what, "the answer is lost");
        }
        return answer;
    }

    private SimulationFaults.Fate fate(CrashScript.Step kind) {
        CrashScript script = simulation.parts().script();
        SimulationFaults.Fate scripted = script == null || !mortal ? null : script.fate(kind);
        return scripted == null ? simulation.faults().fate(mortal) : scripted;
    }

    private void die(String when) {
        process.kill(when);
        throw new ProcessKilled(process.name());
    }

    private StoreUnavailableException unanswered(String what, String why) {
        process.note(what + ": " + why);
        process.pass(simulation.faults().patienceMicros());
        return new StoreUnavailableException(why, new IllegalStateException("as simulated"));
    }

    private <A extends @Nullable Object> void arriveLate(String what, Supplier<A> step) {
        try {
            simulation.taken(process.name() + " (late)", what, true, step);
        } catch (RuntimeException e) {
            process.note("nobody hears of " + e);
        }
    }
}
