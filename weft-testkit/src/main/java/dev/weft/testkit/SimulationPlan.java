package dev.weft.testkit;

import dev.weft.core.FanOut;
import dev.weft.model.Dag;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What one simulation is like: how big, how much goes wrong, and what goes wrong when. Each seed has a
/// plan of its own, some of them calm: too many faults hide each other.
///
/// @param mostTasks about so many tasks at most; with more than [#WIDE] the graph is a fan-out that takes
///     several steps also from a worker itself
/// @param workers most worker processes at one time
/// @param tasksAtOnce most tasks that a worker executes at one time
/// @param maxSegment most tasks in a segment
/// @param holds whether large outputs are kept in memory while their children run
/// @param goOn whether the run goes on after a failure
/// @param edgesPerStep most edges that one step publishes
/// @param losses how often a request or an answer of a step is lost, or it arrives late, in 1,000 steps each
/// @param kills how often a process is killed at a step, in 1,000 steps
/// @param pauses how often a process is paused at a step, in 1,000 steps
/// @param hardships most kills, and most pauses
/// @param invocationsLost in percent
/// @param invocationsTwice in percent
/// @param slowSteps how many steps take as long as a third of a second, in percent
/// @param deathsSeen how many deaths of workers are seen and told the store, in percent
/// @param skewMicros by how much the clocks of processes differ at most
/// @param broken how the code of one task is wrong until it is mended, if it is
/// @param stickiness how often, in percent, a thread goes on if it may
/// @param events what happens once
record SimulationPlan(
        SimulatedTask.Habits habits,
        int mostTasks,
        int workers,
        int tasksAtOnce,
        int maxSegment,
        boolean holds,
        boolean goOn,
        int edgesPerStep,
        int losses,
        int kills,
        int pauses,
        int hardships,
        int invocationsLost,
        int invocationsTwice,
        int slowSteps,
        int deathsSeen,
        long skewMicros,
        SimulatedTask.@Nullable Failing broken,
        int stickiness,
        List<Planned> events) {
    private static final int WIDE = 500;

    /// Something that happens when so many steps have been taken.
    record Planned(int step, Event event) {}

    /// What happens once in a simulation.
    enum Event {
        /// The store is restarted and has lost up to a second of steps.
        STORE_LOSES_ITS_LAST_SECOND,
        /// Some values are lost.
        VALUES_ARE_LOST,
        /// The store does not answer for up to three leases.
        OUTAGE,
        /// Somebody cancels the run.
        CANCELLATION,
        /// The client dies; another one comes later.
        CLIENT_DIES,
        /// A worker that happens to be alive dies, whatever it is doing.
        WORKER_DIES,
        /// A worker that happens to be alive is paused for longer than a lease.
        WORKER_IS_PAUSED
    }

    /// Draws the wiring of the graph.
    Dag wiring(SplittableRandom random) {
        return mostTasks > WIDE ? DagShapes.fan(mostTasks) : RandomDags.any(random, mostTasks);
    }

    /// How many elements a source has if there are to be many; 0 if any number will do.
    int width() {
        return mostTasks > WIDE ? mostTasks / 6 : 0;
    }

    /// Up to how many elements of a fan-out get their tasks at once, and how many a range has.
    FanOut.Sizes fanOuts() {
        return switch (maxSegment + tasksAtOnce & 3) {
            case 0 -> new FanOut.Sizes(2, 2);
            case 1 -> new FanOut.Sizes(4, 2);
            case 2 -> new FanOut.Sizes(8, 4);
            default -> FanOut.Sizes.STANDARD;
        };
    }

    /// Whether fan-outs are executed under the claims of their expansions while that is of use.
    boolean inlineFanOuts() {
        return (maxSegment + tasksAtOnce) % 3 != 0;
    }

    /// Whether nothing goes wrong that is not the fault of tasks.
    boolean isCalm() {
        return losses == 0
                && kills == 0
                && pauses == 0
                && invocationsLost == 0
                && invocationsTwice == 0
                && events.isEmpty();
    }

    static SimulationPlan draw(SplittableRandom random) {
        boolean calm = random.nextInt(10) == 0;
        boolean wide = random.nextInt(120) == 0;
        int hardship = calm ? 0 : 1;
        return new SimulationPlan(
                new SimulatedTask.Habits(
                        calm || wide ? 0 : pick(random, 0, 5, 30),
                        wide ? 1 : pick(random, 0, 0, 15, 40),
                        pick(random, 0, 0, 10, 40),
                        pick(random, 0, 0, 10, 40),
                        pick(random, 0, 0, 0, 0, 30)),
                wide ? WIDE + 50 + random.nextInt(700) : pick(random, 5, 10, 20, 30, 60),
                1 + random.nextInt(4),
                pick(random, 1, 2, 8),
                pick(random, 1, 2, 4, 1_000),
                random.nextInt(10) < 3,
                random.nextInt(4) == 0,
                wide ? 512 : pick(random, 1, 2, 4, 512),
                hardship * pick(random, 0, 5, 20, 50),
                hardship * pick(random, 0, 5, 20, 40),
                hardship * pick(random, 0, 5, 20),
                1 + random.nextInt(8),
                hardship * pick(random, 0, 5, 20),
                hardship * pick(random, 0, 10, 30),
                pick(random, 0, 0, 2),
                pick(random, 0, 50, 100),
                pick(random, 0, 0, 5_000_000),
                broken(random),
                pick(random, 0, 0, 50, 90),
                calm ? List.of() : events(random));
    }

    private static SimulatedTask.@Nullable Failing broken(SplittableRandom random) {
        return switch (random.nextInt(16)) {
            case 0, 1 -> SimulatedTask.Failing.THROWS;
            case 2 -> SimulatedTask.Failing.KILLS;
            default -> null;
        };
    }

    private static int pick(SplittableRandom random, int... from) {
        return from[random.nextInt(from.length)];
    }

    private static List<Planned> events(SplittableRandom random) {
        List<Planned> events = new ArrayList<>();
        for (Event event : Event.values()) {
            while (random.nextInt(3) == 0) {
                events.add(new Planned(1 + random.nextInt(1 << (3 + random.nextInt(6))), event));
            }
        }
        return List.copyOf(events);
    }
}
