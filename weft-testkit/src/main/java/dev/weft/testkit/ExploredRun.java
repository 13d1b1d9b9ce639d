package dev.weft.testkit;

import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.Output;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Superseded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A run in a store in memory, its workers, and what is on its way to them: one state of an exploration, which
/// goes on by one action after the other. The same actions always lead to the same state.
///
/// Time passes only until deadlines; those who live renew their leases meanwhile. Whoever is given a
/// claim reads its inputs at once, and executes it in no time; values are large, and deleted as soon as
/// somebody hears that nobody needs them.
final class ExploredRun {
    private static final int MOST_LOOKS = 60;
    private static final int LOOKS_A_LEASE = 4;
    private static final Duration BACK_OFF = Duration.ofSeconds(7);

    final ExploredWiring wiring;
    final Map<Long, Growth> growths = new HashMap<>(); // by execution
    final RunDriver run;
    final ExplorationBounds bounds;
    final Map<Fault, Integer> faultsLeft;
    final List<ExploredWorker> workers = new ArrayList<>();
    final List<Invocation> invocations = new ArrayList<>();
    final List<ExploredStep> late = new ArrayList<>();
    final Map<Long, Made> made = new HashMap<>();
    final Map<Integer, Long> committed = new HashMap<>();
    final Set<ValueId> deleted = new HashSet<>();
    final Set<ValueId> handedOut = new HashSet<>();
    final Map<Integer, Issued> issued = new HashMap<>();
    private final Map<Integer, Long> backOffs = new HashMap<>();
    private final Map<Integer, Long> parked = new HashMap<>(); // when, by task
    private final VirtualClock clock = new VirtualClock();
    private final RunStore store;
    private int named;

    /// A message that asks a worker to adopt a claim.
    record Invocation(Claim claim, int epoch) {}

    /// An execution.
    ///
    /// @param number in the order of their beginning
    /// @param inputs executions of its task's parents that it was made from
    record Made(int task, int number, Map<Integer, Long> inputs) {}

    /// The claims of a task so far.
    record Issued(long first, long last) {}

    /// Submits a run.
    ///
    /// @param broken puts something in the place of the sound store
    ExploredRun(Dag dag, ExplorationBounds bounds, Function<RunStore, RunStore> broken) {
        wiring = new ExploredWiring(dag);
        this.bounds = bounds;
        faultsLeft = Fault.of(bounds);
        store = broken.apply(new InMemoryRunStore(clock::micros, false));
        RunLimits limits =
                RunLimits.standard()
                        .withPoisonLimit(1_000)
                        .withLossWindow(Duration.ZERO)
                        .withParallelism(bounds.parallelism());
        run = new RunDriver(store, clock, dag, wiring, limits, RunDriver.key("explored", 1), false);
        for (int i = 0; i < bounds.workers(); i++) {
            workers.add(newWorker());
        }
        List<Grant> roots = run.submitted();
        roots.forEach(this::issued);
        roots.forEach(this::invoke);
        noteParked();
    }

    /// What there are only so many of.
    enum Fault {
        CRASH,
        EXPIRY,
        LOSS,
        DUPLICATE,
        FAILURE,
        CANCELLATION;

        static Map<Fault, Integer> of(ExplorationBounds b) {
            Map<Fault, Integer> most = new EnumMap<>(Fault.class);
            most.put(CRASH, b.crashes());
            most.put(EXPIRY, b.expiries());
            most.put(LOSS, b.losses());
            most.put(DUPLICATE, b.duplicates());
            most.put(FAILURE, b.failures());
            most.put(CANCELLATION, b.cancellations());
            return most;
        }
    }

    private ExploredWorker newWorker() {
        named++;
        return new ExploredWorker("w" + named);
    }

    private void invoke(Grant grant) {
        Invocation invocation = new Invocation(grant.claim(), run.epoch());
        if (!invocations.contains(invocation)) {
            invocations.add(invocation);
        }
    }

    private void issued(Grant grant) {
        Issued known = issued.getOrDefault(grant.task(), new Issued(grant.k(), grant.k()));
        issued.put(grant.task(), new Issued(known.first(), Math.max(known.last(), grant.k())));
    }

    boolean may(Fault fault) {
        return faultsLeft.getOrDefault(fault, 0) > 0;
    }

    /// Whether a task that has failed may not be tried again yet.
    boolean isBackingOff(int task) {
        return backOffs.getOrDefault(task, Long.MIN_VALUE) > clock.micros();
    }

    boolean hasFailed(int task) {
        return backOffs.containsKey(task);
    }

    /// Whether no time has passed since a task was parked.
    boolean isParkedJustNow(int task) {
        return parked.getOrDefault(task, Long.MIN_VALUE) == clock.micros();
    }

    private void noteParked() {
        if (bounds.parallelism() > 0) {
            List<Integer> now = state().parked();
            parked.keySet().retainAll(now);
            now.forEach(task -> parked.putIfAbsent(task, clock.micros()));
        }
    }

    RunSnapshot state() {
        return run.state();
    }

    boolean isDone() {
        return run.status() == RunStatus.DONE;
    }

    /// Whether somebody alive is at a claim, or may yet hear of it.
    boolean isCared(int task, RunSnapshot.ClaimState claim) {
        Claim current = new Claim(task, claim.k());
        return invocations.stream().anyMatch(i -> i.claim().equals(current))
                || workers.stream().anyMatch(worker -> worker.isAt(current));
    }

    /// Whether a process that held the claim has crashed.
    boolean isDead(String owner) {
        return !owner.isEmpty()
                && workers.stream().noneMatch(worker -> worker.id().value().equals(owner));
    }

    void take(ExploredAction action) {
        happen(action);
        noteParked();
    }

    private void happen(ExploredAction action) {
        ExploredWorker worker = workers.get(action.who());
        if (action.fate() != ExploredAction.Fate.IS_ANSWERED) {
            spend(Fault.LOSS);
        }
        switch (action.kind()) {
            case DELIVERY ->
                    issue(worker, adoption(worker, invocations.remove(action.what())), action);
            case DELIVERY_OF_A_COPY -> {
                spend(Fault.DUPLICATE);
                issue(worker, adoption(worker, invocations.get(action.what())), action);
            }
            case LOSS_OF_AN_INVOCATION -> {
                spend(Fault.LOSS);
                invocations.remove(action.what());
            }
            case COMMIT -> issue(worker, new ExploredCommits(this).of(worker, action), action);
            case HOLD -> {
                ExploredTask task = worker.todo.get(action.what());
                issue(worker, new ExploredStep.Keep(task, run.holdOf(task.work())), action);
            }
            case FAILURE -> fail(worker, Optional.of(BACK_OFF), action);
            case FAILURE_FOR_GOOD -> fail(worker, Optional.empty(), action);
            case REPETITION -> {
                ExploredStep step = worker.unanswered;
                worker.unanswered = null;
                if (step != null) {
                    hear(worker, step, send(step));
                }
            }
            case ARRIVAL_OF_A_LATE_STEP -> send(late.remove(action.what()));
            case RENEWAL -> renew(worker);
            case CRASH -> {
                spend(Fault.CRASH);
                workers.set(action.who(), newWorker());
            }
            case REPORT_OF_A_DEATH -> report(action.what());
            case DEADLINE -> pass(action.what());
            case EXPIRY -> {
                spend(Fault.EXPIRY);
                pass(action.what());
            }
            case CANCELLATION -> {
                spend(Fault.CANCELLATION);
                run.cancel();
            }
            case RESUMPTION -> resume();
        }
    }

    private void resume() {
        Set<Integer> claimed = state().claims().keySet();
        if (run.resume(run.epoch()) instanceof ResumeAnswer.Resumed resumed) {
            backOffs.keySet().removeAll(claimed);
            List<Grant> grants = run.adopt(resumed);
            grants.forEach(this::issued);
            grants.forEach(this::invoke);
        }
    }

    private void spend(Fault fault) {
        faultsLeft.merge(fault, -1, Integer::sum);
    }

    private ExploredStep adoption(ExploredWorker worker, Invocation invocation) {
        Claim claim = invocation.claim();
        long execution = execution(claim.task(), Map.of());
        return new ExploredStep.Adopt(new Work(worker.id(), claim, invocation.epoch(), execution));
    }

    /// Begins an execution.
    long execution(int task, Map<Integer, Long> inputs) {
        long execution = run.execution();
        made.put(execution, new Made(task, made.size(), inputs));
        return execution;
    }

    private void fail(ExploredWorker worker, Optional<Duration> again, ExploredAction action) {
        spend(Fault.FAILURE);
        ExploredTask task = worker.todo.get(action.what());
        issue(worker, new ExploredStep.GiveUp(task, run.failOf(task.work(), again)), action);
    }

    /// Takes a step, or lets it be taken later.
    private void issue(ExploredWorker worker, ExploredStep step, ExploredAction action) {
        switch (action.fate()) {
            case IS_ANSWERED -> hear(worker, step, send(step));
            case ANSWER_IS_LOST -> {
                send(step);
                worker.unanswered = step;
            }
            case IS_LATE -> {
                late.add(step);
                worker.unanswered = step;
            }
        }
    }

    private Object send(ExploredStep step) {
        Object answer = answer(step);
        switch (answer) {
            case CommitAnswer.Committed committed -> {
                handedOut.addAll(committed.garbage());
                committed.grants().forEach(this::issued);
            }
            case HoldAnswer.Held held -> held.grants().forEach(this::issued);
            case FailAnswer.Recorded _ -> noteBackOff(((ExploredStep.GiveUp) step).fail());
            default -> {
                // nothing was issued
            }
        }
        return answer;
    }

    private void noteBackOff(Fail fail) {
        fail.retryAfter()
                .ifPresent(delay ->
                        backOffs.put(
                                fail.claim().task(),
                                clock.micros() + TimeUnit.MICROSECONDS.convert(delay)));
    }

    private Object answer(ExploredStep step) {
        return switch (step) {
            case ExploredStep.Adopt(var work) -> run.start(run.startOf(work));
            case ExploredStep.Close close -> new ExploredCommits(this).send(close);
            case ExploredStep.Keep(_, var hold) -> run.hold(hold);
            case ExploredStep.GiveUp(_, var fail) -> run.fail(fail);
        };
    }

    private void hear(ExploredWorker worker, ExploredStep step, Object answer) {
        switch (answer) {
            case StartAnswer.Started started -> begin(worker, step.work(), started);
            case CommitAnswer.Committed committed -> {
                ExploredStep.Close close = (ExploredStep.Close) step;
                worker.drop(close.task());
                if (close.rest() != null) {
                    worker.add(ExploredTask.publishing(close.work(), close.rest()));
                }
                committed.grants().forEach(grant -> granted(worker, close.work(), grant));
                take(worker, committed.garbage());
            }
            case CommitAnswer.Refused(var reason, _) -> refused(worker, step, reason);
            case CommitAnswer.NotReady _ ->
                    throw new AssertionError("an output must be there, or all children settled");
            case HoldAnswer.Held(var grants, _, _) -> {
                ExploredTask task = ((ExploredStep.Keep) step).task();
                worker.todo.replaceAll(
                        known -> known.work().equals(task.work()) ? known.holding() : known);
                grants.forEach(grant -> addHeld(worker, task, grant));
            }
            case FailAnswer.Recorded(_, var grants, _, _) -> {
                worker.drop(((ExploredStep.GiveUp) step).task());
                grants.forEach(this::invoke);
            }
            default -> worker.todo.removeIf(task -> task.work().equals(step.work()));
        }
    }

    private void begin(ExploredWorker worker, Work work, StartAnswer.Started started) {
        switch (started.verdicts().getFirst()) {
            case StartAnswer.Verdict.Adopted _ -> add(worker, work);
            case StartAnswer.Verdict.PublishOnly(_, var winner) ->
                    worker.add(ExploredTask.publishing(work, winner));
            case StartAnswer.Verdict.Refused _, StartAnswer.Verdict.NotReady _ -> {
                // somebody else has it, or nobody can
            }
        }
    }

    private void add(ExploredWorker worker, Work work) {
        if (!worker.has(work.claim())) {
            Map<Integer, Long> inputs = read(work.claim().task(), -1);
            made.computeIfPresent(
                    work.execution(), (_, m) -> new Made(m.task(), m.number(), inputs));
            if (!bounds.expands() || work.claim().task() != 0 || grows(work)) {
                worker.add(ExploredTask.of(work, inputs, -1));
            }
        }
    }

    /// Asks for numbers for what an execution of the first task adds. Who has the claim no more gets none.
    private boolean grows(Work work) {
        boolean given =
                run.grow(run.growOf(work, ExploredWiring.TASKS, ExploredWiring.EDGES))
                                instanceof GrowAnswer.Grown(var growth)
                        && growths.put(work.execution(), growth) == null;
        return given;
    }

    /// Lets the graph be what the committed outcome of the first task makes of it.
    void followTheOutcome() {
        if (bounds.expands()) {
            Long execution = committed.get(0);
            wiring.be(execution == null ? null : growths.get(execution));
        }
    }

    /// The executions of a task's parents whose outputs are there, which they must be.
    ///
    /// @param holder a parent of which that is not asked
    private Map<Integer, Long> read(int task, int holder) {
        Map<Integer, Long> inputs = new LinkedHashMap<>();
        for (int parent : wiring.parents(task)) {
            if (parent != holder) {
                TaskResult result = run.result(parent);
                if (result == null || !isReadable(result)) {
                    throw new AssertionError(
                            "task %d was given to a worker and the output of %d must be there, was %s"
                                    .formatted(task, parent, result));
                }
                inputs.put(parent, result.execution());
            }
        }
        return inputs;
    }

    boolean isReadable(TaskResult result) {
        return result.output() instanceof Output.Spread
                && !deleted.contains(new ValueId(result.task(), result.execution(), true));
    }

    private void granted(ExploredWorker worker, Work by, Grant grant) {
        if (grant.mode() == ClaimMode.INVOKE) {
            invoke(grant);
        } else {
            long execution = execution(grant.task(), Map.of());
            add(worker, new Work(worker.id(), grant.claim(), by.epoch(), execution));
        }
    }

    private void addHeld(ExploredWorker worker, ExploredTask holder, Grant grant) {
        if (worker.has(grant.claim())) {
            return;
        }
        Map<Integer, Long> inputs = new LinkedHashMap<>(read(grant.task(), holder.task()));
        inputs.put(holder.task(), holder.work().execution());
        long execution = execution(grant.task(), inputs);
        Work work = new Work(worker.id(), grant.claim(), holder.work().epoch(), execution);
        worker.add(ExploredTask.of(work, inputs, holder.task()));
    }

    private void take(ExploredWorker worker, List<ValueId> garbage) {
        deleted.addAll(garbage);
        worker.toAcknowledge.addAll(garbage);
    }

    /// Whoever had another output than the committed one reads that, and tries again.
    private void refused(ExploredWorker worker, ExploredStep step, Superseded reason) {
        ExploredTask task = ((ExploredStep.Close) step).task();
        worker.drop(task);
        if (reason == Superseded.STALE_INPUT && task.isToBeExecuted() && areReadable(task.task())) {
            add(worker, task.work().as(execution(task.task(), Map.of())));
        }
    }

    private boolean areReadable(int task) {
        for (int parent : wiring.parents(task)) {
            TaskResult result = run.result(parent);
            if (result == null || !isReadable(result)) {
                return false;
            }
        }
        return true;
    }

    private void renew(ExploredWorker worker) {
        worker.todo.removeIf(task -> isLost(worker.id(), task.work()));
    }

    /// Whether a worker that renews a claim hears that it is lost, or that the run is over.
    boolean isLost(WorkerId worker, Work work) {
        Renew renew =
                new Renew(
                        run.key(),
                        work.epoch(),
                        worker,
                        List.of(new Renew.Renewal(work.claim(), work.claim().task())));
        return !(run.renewed(renew) instanceof RenewAnswer.Renewed(var lost, _) && lost.isEmpty());
    }

    private void report(int task) {
        RunSnapshot.ClaimState claim = state().claims().get(task);
        if (claim != null
                && run.die(run.deathOf(claim.owner())) instanceof ReapAnswer.Reaped reaped) {
            reaped.reissued().forEach(this::issued);
            reaped.reissued().forEach(this::invoke);
            delete(reaped.garbage());
        }
    }

    private void delete(List<ValueId> garbage) {
        handedOut.addAll(garbage);
        deleted.addAll(garbage);
    }

    /// Lets time pass until a claim has been issued anew, or withdrawn; others are renewed. It is at least a
    /// lease each time, so that it does not matter how much had passed before.
    private void pass(int task) {
        RunSnapshot.ClaimState before = state().claims().get(task);
        boolean passed = false;
        for (int look = 0; look < MOST_LOOKS && !(passed && look >= LOOKS_A_LEASE); look++) {
            renewOthers(passed ? -1 : task);
            clock.advance(run.limits().lease().dividedBy(LOOKS_A_LEASE));
            if (run.reap() instanceof ReapAnswer.Reaped reaped) {
                delete(reaped.garbage());
                reaped.reissued().forEach(this::issued);
                noteParked();
                Optional<Grant> again =
                        reaped.reissued().stream().filter(g -> g.task() == task).findFirst();
                again.ifPresent(this::invoke);
                passed =
                        passed
                                || again.isPresent()
                                || isAnother(before, state().claims().get(task));
            }
        }
        if (!passed) {
            throw new AssertionError(
                    "the claim of task %d must be issued anew, was %s".formatted(task, before));
        }
    }

    private static boolean isAnother(
            RunSnapshot.@Nullable ClaimState before, RunSnapshot.@Nullable ClaimState after) {
        return before == null || after == null || before.k() != after.k();
    }

    private void renewOthers(int task) {
        state().claims()
                .forEach((other, claim) -> {
                    if (other != task && !claim.owner().isEmpty()) {
                        Claim held = new Claim(other, claim.k());
                        run.renewed(
                                new Renew(
                                        run.key(),
                                        run.epoch(),
                                        new WorkerId(claim.owner()),
                                        List.of(new Renew.Renewal(held, other))));
                    }
                });
    }
}
