package dev.weft.testkit;

import java.util.SplittableRandom;

/// What goes wrong at the steps of a simulation, drawn from its seed. Faults come to an end, so that the
/// run must.
final class SimulationFaults {
    private static final long NO_MORE_AFTER_MICROS = 600_000_000;

    private final SimulationPlan plan;
    private final SplittableRandom random;
    private final VirtualClock clock;
    private final long end;
    private int kills;
    private int pauses;
    private long outUntil = Long.MIN_VALUE;

    SimulationFaults(SimulationPlan plan, SplittableRandom random, VirtualClock clock) {
        this.plan = plan;
        this.random = random;
        this.clock = clock;
        end = clock.micros() + NO_MORE_AFTER_MICROS;
    }

    /// What becomes of one step.
    enum Fate {
        SUCCEEDS,
        REQUEST_IS_LOST,
        ANSWER_IS_LOST,
        /// The caller hears nothing, and the request arrives much later.
        REQUEST_IS_LATE,
        CALLER_DIES_BEFORE,
        CALLER_DIES_AFTER,
        CALLER_IS_PAUSED_BEFORE,
        CALLER_IS_PAUSED_AFTER
    }

    boolean areOver() {
        return clock.micros() > end;
    }

    /// Draws what becomes of a step.
    ///
    /// @param mortal whether the calling process may die
    Fate fate(boolean mortal) {
        int roll = random.nextInt(1_000);
        if (areOver()) {
            return Fate.SUCCEEDS;
        }
        roll -= plan.losses();
        if (roll < 0) {
            return Fate.REQUEST_IS_LOST;
        }
        roll -= plan.losses();
        if (roll < 0) {
            return Fate.ANSWER_IS_LOST;
        }
        roll -= plan.losses();
        if (roll < 0) {
            return Fate.REQUEST_IS_LATE;
        }
        roll -= plan.kills();
        if (roll < 0) {
            boolean dies = mortal && kills++ < plan.hardships();
            return !dies ? Fate.SUCCEEDS : either(Fate.CALLER_DIES_BEFORE, Fate.CALLER_DIES_AFTER);
        }
        roll -= plan.pauses();
        if (roll < 0 && mortal && pauses++ < plan.hardships()) {
            return either(Fate.CALLER_IS_PAUSED_BEFORE, Fate.CALLER_IS_PAUSED_AFTER);
        }
        return Fate.SUCCEEDS;
    }

    private Fate either(Fate one, Fate other) {
        return random.nextBoolean() ? one : other;
    }

    /// How long half of a step takes.
    long latencyMicros() {
        int kind = random.nextInt(100);
        if (kind < plan.slowSteps()) {
            return random.nextLong(300_000);
        }
        return kind < 50 ? 0 : random.nextLong(1_500);
    }

    /// How long a caller waits for an answer that does not come.
    long patienceMicros() {
        return 1_000 + random.nextLong(1_000_000);
    }

    /// How late a request is.
    long latenessMicros() {
        return random.nextLong(random.nextBoolean() ? 2_000_000 : 40_000_000);
    }

    /// How long a process is paused: for less than a lease, or for longer.
    long pauseMicros() {
        return random.nextLong(random.nextBoolean() ? 2_000_000 : 40_000_000);
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance && !areOver();
    }

    /// A number below a bound.
    int below(int bound) {
        return random.nextInt(bound);
    }

    long below(long bound) {
        return random.nextLong(bound);
    }

    /// From now on the store does not answer for a while.
    void beginOutage(long micros) {
        outUntil = clock.micros() + micros;
    }

    boolean isStoreOut() {
        return clock.micros() < outUntil;
    }
}
