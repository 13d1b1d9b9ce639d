package dev.weft.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What is counted while runs go on. Safe for many threads.
final class ChaosTally {
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger wrong = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger stuck = new AtomicInteger();
    final AtomicInteger clientKills = new AtomicInteger();
    final AtomicInteger attached = new AtomicInteger();
    final AtomicInteger repeatedEffects = new AtomicInteger();
    final AtomicLong repeatedOutcomes = new AtomicLong();
    final AtomicLong unexecuted = new AtomicLong();
    final AtomicLong reissues = new AtomicLong();
    final AtomicLong tasks = new AtomicLong();
    final AtomicLong executions = new AtomicLong();
    private final List<String> problems = new ArrayList<>(); // guarded by itself

    void problem(String what) {
        synchronized (problems) {
            problems.add(what);
        }
    }

    List<String> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    double repeatedWorkPercent() {
        long repeated = Math.max(0, executions.get() - tasks.get());
        return Bench.round(100.0 * repeated / Math.max(1, tasks.get()));
    }
}
