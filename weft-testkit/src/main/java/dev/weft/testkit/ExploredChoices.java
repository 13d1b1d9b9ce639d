package dev.weft.testkit;

import dev.weft.model.RunStatus;
import dev.weft.spi.RunSnapshot;
import dev.weft.testkit.ExploredAction.Fate;
import dev.weft.testkit.ExploredAction.Kind;
import dev.weft.testkit.ExploredRun.Fault;
import java.util.ArrayList;
import java.util.List;

/// What can happen next in a state of an exploration.
final class ExploredChoices {
    private final ExploredRun world;
    private final RunSnapshot state;
    private final List<ExploredAction> actions = new ArrayList<>();

    private ExploredChoices(ExploredRun world) {
        this.world = world;
        state = world.state();
    }

    static List<ExploredAction> of(ExploredRun world) {
        ExploredChoices choices = new ExploredChoices(world);
        choices.deliveries();
        for (int who = 0; who < world.workers.size(); who++) {
            choices.ofWorker(who);
        }
        for (int what = 0; what < world.late.size(); what++) {
            choices.add(Kind.ARRIVAL_OF_A_LATE_STEP, 0, what);
        }
        choices.ofTheRun();
        return choices.actions;
    }

    private void add(Kind kind, int who, int what) {
        actions.add(ExploredAction.of(kind, who, what));
    }

    /// A step, whose request or answer may be lost.
    private void addStep(ExploredAction action) {
        actions.add(action);
        if (world.may(Fault.LOSS)) {
            actions.add(action.with(Fate.ANSWER_IS_LOST));
            actions.add(action.with(Fate.IS_LATE));
        }
    }

    private void deliveries() {
        for (int what = 0; what < world.invocations.size(); what++) {
            for (int who = 0; who < world.workers.size(); who++) {
                ExploredWorker worker = world.workers.get(who);
                if (worker.unanswered == null && isFirstOfItsLike(who)) {
                    addStep(ExploredAction.of(Kind.DELIVERY, who, what));
                    if (world.may(Fault.DUPLICATE)) {
                        addStep(ExploredAction.of(Kind.DELIVERY_OF_A_COPY, who, what));
                    }
                }
            }
            if (world.may(Fault.LOSS)) {
                add(Kind.LOSS_OF_AN_INVOCATION, 0, what);
            }
        }
    }

    /// Of several idle workers one is enough.
    private boolean isFirstOfItsLike(int who) {
        for (int other = 0; other < who; other++) {
            if (isFree(world.workers.get(who)) && isFree(world.workers.get(other))) {
                return false;
            }
        }
        return true;
    }

    private boolean isFree(ExploredWorker worker) {
        String name = worker.id().value();
        return worker.isIdle()
                && state.claims().values().stream().noneMatch(claim -> claim.owner().equals(name));
    }

    private void ofWorker(int who) {
        ExploredWorker worker = world.workers.get(who);
        if (world.may(Fault.CRASH) && !worker.isIdle()) {
            add(Kind.CRASH, who, 0);
        }
        if (worker.unanswered != null) {
            add(Kind.REPETITION, who, 0);
            return;
        }
        for (int what = 0; what < worker.todo.size(); what++) {
            ofTask(who, what, worker.todo.get(what));
        }
        if (worker.todo.stream().anyMatch(task -> !isCurrent(task))) {
            add(Kind.RENEWAL, who, 0);
        }
    }

    private boolean isCurrent(ExploredTask task) {
        RunSnapshot.ClaimState claim = state.claims().get(task.task());
        return claim != null
                && claim.k() == task.work().claim().k()
                && state.run().status() == RunStatus.RUNNING
                && state.run().epoch() == task.work().epoch();
    }

    private void ofTask(int who, int what, ExploredTask task) {
        if (!task.isToBeExecuted()) {
            addCommit(who, what, 0);
            return;
        }
        if (world.may(Fault.FAILURE)) {
            addStep(ExploredAction.of(Kind.FAILURE, who, what));
            addStep(ExploredAction.of(Kind.FAILURE_FOR_GOOD, who, what));
        }
        commits(who, what, task);
        boolean holdable =
                world.bounds.holds()
                        && !task.held()
                        && task.holder() < 0
                        && world.wiring.children(task.task()).length > 0
                        && !world.wiring.isFenced(task.task());
        if (holdable) {
            addStep(ExploredAction.of(Kind.HOLD, who, what));
        }
    }

    private void commits(int who, int what, ExploredTask task) {
        Wiring wiring = world.wiring;
        int children =
                task.task() == 0 && world.bounds.expands()
                        ? 2
                        : wiring.children(task.task()).length;
        addCommit(who, what, 0);
        if (children > 0) {
            addCommit(who, what, ExploredAction.KEEPING);
        }
        if (task.held() && areSettled(wiring.children(task.task()))) {
            addCommit(who, what, ExploredAction.ELIDING);
        }
        if (world.bounds.chunks() && children > 1) {
            addCommit(who, what, ExploredAction.IN_CHUNKS);
        }
        if (world.bounds.segments() && !task.held() && hasOnlyAChild(task.task())) {
            addCommit(who, what, ExploredAction.GOING_ON);
        }
    }

    private boolean areSettled(int[] tasks) {
        for (int task : tasks) {
            if (!state.results().containsKey(task)) {
                return false;
            }
        }
        return true;
    }

    /// An only child whose only parent it is, and neither has outside effects.
    private boolean hasOnlyAChild(int task) {
        Wiring wiring = world.wiring;
        boolean expands = task == 0 && world.bounds.expands();
        if (expands || wiring.children(task).length != 1) {
            return false;
        }
        int child = wiring.children(task)[0];
        return wiring.inDegree(child) == 1 && !wiring.isFenced(task) && !wiring.isFenced(child);
    }

    private void addCommit(int who, int what, int how) {
        addStep(new ExploredAction(Kind.COMMIT, who, what, how, Fate.IS_ANSWERED));
    }

    private void ofTheRun() {
        if (state.run().status() != RunStatus.RUNNING) {
            add(Kind.RESUMPTION, 0, 0);
            return;
        }
        if (world.may(Fault.CANCELLATION)) {
            add(Kind.CANCELLATION, 0, 0);
        }
        List<String> reported = new ArrayList<>();
        state.claims()
                .forEach((task, claim) -> {
                    if (world.isDead(claim.owner()) && !reported.contains(claim.owner())) {
                        reported.add(claim.owner());
                        add(Kind.REPORT_OF_A_DEATH, 0, task);
                    }
                    if (!world.isCared(task, claim)) {
                        add(Kind.DEADLINE, 0, task);
                    } else if (world.may(Fault.EXPIRY)) {
                        add(Kind.EXPIRY, 0, task);
                    }
                });
    }
}
