package dev.weft.worker;

import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out of which fan-outs enough elements have succeeded, and cancels the others. A cancelled element is
/// settled like any other, without a result: its function is not called, or interrupted.
///
/// Safe for many threads.
final class Decisions {
    private static final Logger log = LoggerFactory.getLogger(Decisions.class);

    private final Worker worker;
    private final RunStore store;
    private final WorkerEnvironment environment;

    Decisions(Worker worker, RunStore store, WorkerEnvironment environment) {
        this.worker = worker;
        this.store = store;
        this.environment = environment;
    }

    /// Looks now and then, before a task is executed, whether the fan-out that it is of still needs it.
    void look(Segment segment) {
        Addition addition = segment.scope().addition();
        if (addition != null && !addition.isDecided() && addition.looks(environment.nanoTime())) {
            look(segment.run(), addition);
        }
    }

    /// Looks at all fan-outs of a run that may need no more of their elements.
    void look(RunExecution run) {
        for (Addition addition : run.additions()) {
            if (!addition.isDecided() && addition.looks(environment.nanoTime())) {
                look(run, addition);
            }
        }
    }

    /// A task was committed here.
    void committed(RunExecution run, int task) {
        Addition addition = run.scope(task).addition();
        if (addition != null && addition.mayEndEarly() && addition.leaves(task)) {
            look(run, addition);
        }
    }

    private void look(RunExecution run, Addition addition) {
        try {
            if (Steps.take(run, environment, () -> store.results(run.key(), addition.exits()))
                    .stream()
                    .allMatch(Objects::nonNull)) {
                addition.decide();
                worker.interruptUnneeded(run, addition);
            }
        } catch (RunGoneException | StoreUnavailableException e) {
            log.debug("run {}: it is not known what is needed: {}", run.key(), e.toString());
        }
    }
}
