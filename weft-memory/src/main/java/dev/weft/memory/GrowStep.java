package dev.weft.memory;

import static dev.weft.model.Checks.require;

import dev.weft.model.Growth;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.Superseded;
import org.jspecify.annotations.Nullable;

/// GROW on a run that is there: gives numbers for tasks and edges, and makes room for them.
final class GrowStep {
    private final RunState run;
    private final Coordination live;
    private final Grow grow;

    private GrowStep(RunState run, Coordination live, Grow grow) {
        this.run = run;
        this.live = live;
        this.grow = grow;
    }

    static GrowAnswer take(RunState run, Grow grow) {
        Coordination live = run.coordination();
        if (live == null || !run.isRunning() || grow.epoch() != run.epoch()) {
            return new GrowAnswer.Over(RunOver.OVER);
        }
        require(grow.tasks() >= 0, "tasks must be >= 0, was %d", grow.tasks());
        require(grow.edges() >= 0, "edges must be >= 0, was %d", grow.edges());
        run.numbers().check(grow.claim());
        run.numbers().checkTask(grow.task());
        return new GrowStep(run, live, grow).take();
    }

    private GrowAnswer take() {
        Superseded objection = objection();
        if (objection != null) {
            return new GrowAnswer.Refused(objection);
        }
        Growth before = run.growing().of(grow.task(), grow.execution());
        if (before != null) {
            return new GrowAnswer.Grown(before);
        }
        Numbers numbers = run.numbers();
        boolean tooLarge =
                grow.tasks() > Grow.MOST_TASKS - numbers.tasks()
                        || grow.edges() > Grow.MOST_EDGES - numbers.edges();
        return tooLarge
                ? new GrowAnswer.TooLarge(numbers.tasks(), numbers.edges())
                : new GrowAnswer.Grown(give(numbers));
    }

    private @Nullable Superseded objection() {
        int claimed = grow.claim().task();
        if (live.ledger.isSettled(grow.task()) || live.ledger.isSettled(claimed)) {
            return Superseded.DUPLICATE;
        }
        return Claims.objection(live.claims.of(claimed), grow.claim().k());
    }

    private Growth give(Numbers numbers) {
        Growth growth =
                new Growth(
                        grow.task(),
                        grow.execution(),
                        grow.label(),
                        numbers.tasks(),
                        grow.tasks(),
                        numbers.edges(),
                        grow.edges());
        numbers.grow(numbers.tasks() + grow.tasks(), numbers.edges() + grow.edges());
        live.grow(numbers.tasks(), numbers.edges());
        run.growing().add(growth);
        return growth;
    }
}
