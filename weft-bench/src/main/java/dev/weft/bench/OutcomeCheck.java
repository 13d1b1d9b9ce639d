package dev.weft.bench;

import dev.weft.model.RunEvent;
import java.util.ArrayList;
import java.util.List;

/// Compares what a run that is done says of itself with what it must be, and with what it did outside.
///
/// @param events of the run, all of them
record OutcomeCheck(List<RunEvent> events) {
    OutcomeCheck {
        events = List.copyOf(events);
    }

    /// Whether these are the events of a run that is done. A store that loses its last second takes the
    /// end of a run back.
    boolean isDone() {
        return !events.isEmpty() && events.getLast().kind() == RunEvent.Kind.DONE;
    }

    long reissues() {
        return events.stream().filter(event -> event.kind() == RunEvent.Kind.REISSUED).count();
    }

    /// How many outcomes are there that must not be; negative if some are not there that must.
    ///
    /// @param tasks of the run's graph: each has one outcome, and another one for each time that it was
    ///     taken back because its output was lost
    long outcomesTooMany(long tasks) {
        return outcomes() - tasks;
    }

    private long outcomes() {
        long sum = 0;
        for (RunEvent event : events) {
            switch (event.kind()) {
                case COMMITTED, SKIPPED -> sum += event.tasks();
                case INVALIDATED -> sum -= event.tasks();
                default -> {} // about no outcome
            }
        }
        return sum;
    }

    /// What is wrong with the effect of a task that has effects outside, for people.
    ///
    /// @param entries that the outside has of it
    /// @param forgetful whether the store has lost its latest writes at some time: an attempt that it gave
    ///     up may then be the valid one again, after a later one had its effect
    List<String> effectProblems(List<EffectLedger.Entry> entries, boolean forgetful) {
        if (entries.isEmpty()) {
            return List.of("no effect");
        }
        List<String> problems = new ArrayList<>();
        if (entries.stream().map(EffectLedger.Entry::value).distinct().count() > 1) {
            problems.add("different effects");
        }
        long token = committedClaim(entries.getLast().task());
        if (entries.stream().filter(entry -> entry.token() == token).count() != 1) {
            problems.add("not one effect of the claim that was committed, " + token);
        }
        if (!forgetful && entries.getLast().token() != token) {
            problems.add("an effect after that of the claim that was committed, " + token);
        }
        return problems;
    }

    /// A task with effects outside is always the first of its segment.
    private long committedClaim(int task) {
        return events.stream()
                .filter(event -> event.kind() == RunEvent.Kind.COMMITTED && event.task() == task)
                .mapToLong(RunEvent::k)
                .reduce(0, (_, later) -> later);
    }
}
