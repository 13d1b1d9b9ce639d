package dev.weft.testkit;

import java.util.ArrayDeque;
import java.util.Deque;

/// What happened in a simulation, line by line. Keeps the last lines and a hash of all: two runs of one
/// seed are the same if their hashes are.
///
/// Used by one thread at a time.
final class SimulationTrace {
    private static final int MOST_LINES = Integer.getInteger("weft.trace", 400);

    private final VirtualClock clock;
    private final long beginning;
    private final Deque<String> last = new ArrayDeque<>();
    private long hash = 0x9E3779B97F4A7C15L;
    private long lines;

    SimulationTrace(VirtualClock clock) {
        this.clock = clock;
        this.beginning = clock.micros();
    }

    /// Notes that something happened now.
    void note(String who, String what) {
        String line = (clock.micros() - beginning) + " " + who + " " + what;
        hash = (hash ^ line.hashCode()) * 0x100000001B3L + (hash >>> 29);
        lines++;
        last.add(line);
        if (last.size() > MOST_LINES) {
            last.remove();
        }
    }

    long hash() {
        return hash;
    }

    long lines() {
        return lines;
    }

    /// The last lines, oldest first, each with its time in microseconds since the beginning.
    String tail() {
        return String.join("\n", last);
    }
}
