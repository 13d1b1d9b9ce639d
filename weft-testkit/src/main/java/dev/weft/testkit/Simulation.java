package dev.weft.testkit;

import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run of a random workflow by several simulated worker processes, a client and one who looks after
/// the run, with faults at every step: all of it decided by a seed.
///
/// Workers are the real ones. What surrounds them is simulated: time, threads, random numbers, the network
/// and the death of processes. One thread runs at a time. After each step of the store the
/// invariants of the run's state are checked, and at the end its result, and what is left.
final class Simulation {
    private static final long MOST_LINES = 60_000;
    private static final long STUCK_MICROS = 1_200_000_000L;
    private static final int STRAGGLERS = 30;
    private static final int MANY_TASKS = 200;
    private static final int MANY_STEPS = 50;
    private static final long STRAGGLE_MICROS = 60_000_000;

    private final long seed;
    private final SimulationParts parts;
    private final VirtualClock clock = new VirtualClock();
    private final SimulationTrace trace = new SimulationTrace(clock);
    private final SimulationPlan plan;
    private final RunLimits limits;
    private final SimulatedWorkflow workflow;
    private final Interleaving interleaving;
    private final SimulationFaults faults;
    private final SimulatedProcess world;
    private final RewindableStores stores;
    private final EndNews news = new EndNews(this);
    private final SimulatedCalls calls;
    private final SimulationChecks checks;
    private final SimulationJudge judge;
    private final SimulatedNetwork network;
    private final SimulatedLooker looker;
    private final SplittableRandom random;
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final List<SimulationPlan.Planned> events;
    private int clients;
    private long seen;
    private long seenAt;
    private @Nullable SimulatedClient client;
    private @Nullable RunRecord end;
    private @Nullable AssertionError violation;

    Simulation(long seed, SimulationParts parts) {
        this.seed = seed;
        this.parts = parts;
        random = new SplittableRandom(seed);
        plan = SimulationPlan.draw(random);
        boolean kills = plan.broken() == SimulatedTask.Failing.KILLS;
        limits =
                RunLimits.standard()
                        .withPoisonLimit(kills ? 3 : 1_000)
                        .withGoOn(plan.goOn())
                        .withParallelism(parallelism(seed));
        workflow =
                grows(seed)
                        ? GrowingWorkflow.draw(random, plan, parts.options(), parts.policies())
                        : FixedWorkflow.draw(plan.wiring(random), random, plan, parts.options());
        interleaving = new Interleaving(clock, random.split(), plan.stickiness());
        faults = new SimulationFaults(plan, random.split(), clock);
        stores = new RewindableStores(parts.stores(), clock);
        calls = new SimulatedCalls(workflow, random.split(), this::called);
        checks =
                new SimulationChecks(
                        workflow, calls, clock, isCalm() && !kills, limits.parallelism());
        judge = new SimulationJudge(plan, workflow, calls, checks);
        network = new SimulatedNetwork(this);
        world = process("world");
        looker = new SimulatedLooker(this, process("looker"));
        events = new ArrayList<>(plan.events());
    }

    /// Whether nothing goes wrong that is not the fault of tasks.
    private boolean isCalm() {
        return plan.isCalm() && parts.script() == null;
    }

    /// Whether everything goes well in the simulation of a seed, and its workflow grows.
    static boolean growsCalmly(long seed) {
        SimulationPlan plan = SimulationPlan.draw(new SplittableRandom(seed));
        return grows(seed) && plan.isCalm() && plan.broken() == null && plan.width() == 0;
    }

    /// Whether the workflow of a seed grows while it runs: two of five do.
    static boolean grows(long seed) {
        return seed % 5 == 0 || seed % 5 == 2;
    }

    /// How many tasks of a seed's run may be claimed at a time; 0 if any number, as in eight of nine.
    static int parallelism(long seed) {
        return seed % 9 == 8 ? 1 + (int) (seed / 9 % 4) : 0;
    }

    /// Runs a seed.
    ///
    /// @throws AssertionError saying what went wrong, and the end of the trace
    static SimulationReport run(long seed, SimulationParts parts) {
        Simulation simulation = new Simulation(seed, parts);
        try {
            return simulation.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "the simulation of seed %d failed: %s%nplan: %s%n%s"
                            .formatted(
                                    seed, e.getMessage(), simulation.plan, simulation.trace.tail()),
                    e);
        }
    }

    private SimulationReport run() {
        clock.advance(limits.lease());
        long begun = clock.micros();
        if (parts.lookedAfter()) {
            looker.begin();
        }
        beginClient();
        goOnUntilTheEnd();
        long took = clock.micros() - begun;
        letStragglersGoOn();
        checkWhatIsLeft();
        processes.forEach(process -> process.kill("the end"));
        interleaving.runWhile(() -> true);
        stores.close();
        return new SimulationReport(
                trace.hash(),
                trace.lines(),
                stores.steps(),
                calls.total(),
                workflow.dag().tasks(),
                took);
    }

    private void goOnUntilTheEnd() {
        seen = -1;
        boolean more =
                interleaving.runWhile(() -> violation == null && end == null && progresses());
        requireNoViolation();
        if (end == null) {
            throw new AssertionError(
                    "the run must end, was stuck" + (more ? "" : " with nothing left to do"));
        }
    }

    private boolean progresses() {
        if (checks.progress() != seen || !faults.areOver()) {
            seen = checks.progress();
            seenAt = clock.micros();
        }
        return trace.lines() <= MOST_LINES && clock.micros() - seenAt <= STUCK_MICROS;
    }

    private void letStragglersGoOn() {
        @Nullable RunRecord before = record();
        long until = clock.micros() + STRAGGLE_MICROS;
        interleaving.runWhile(() -> violation == null && clock.micros() < until);
        requireNoViolation();
        boolean done = before != null && before.status() == RunStatus.DONE;
        if (done && !Objects.equals(before, record())) {
            throw new AssertionError(
                    "the record of an ended run must stay, was %s, then %s"
                            .formatted(before, record()));
        }
    }

    private @Nullable RunRecord record() {
        return end == null ? null : stores.runs().find(end.run().id()).orElse(null);
    }

    private void checkWhatIsLeft() {
        if (end != null) {
            checkThatValuesAreGone();
            clock.advance(limits.retention().plusSeconds(1));
            stores.repeat(STRAGGLERS);
            if (stores.runs().inspect(end.run()).isPresent()) {
                throw new AssertionError("nothing must be left after the retention");
            }
        }
    }

    /// Where nothing has gone wrong, no value is left but the result's.
    private void checkThatValuesAreGone() {
        boolean done = end != null && end.status() == RunStatus.DONE;
        if (done && isCalm() && plan.broken() == null) {
            checks.checkThatOnlyTheResultIsLeft();
        }
    }

    private void requireNoViolation() {
        if (violation != null) {
            throw violation;
        }
    }

    private void beginClient() {
        clients++;
        client = new SimulatedClient(this, process("client" + clients));
        client.begin();
    }

    SimulatedProcess process(String name) {
        SimulatedProcess process = new SimulatedProcess(interleaving, trace, name);
        processes.add(process);
        return process;
    }

    SimulatedEnvironment environmentOf(SimulatedProcess process) {
        SplittableRandom own = random.split();
        long skew = own.nextLong(plan.skewMicros() + 1);
        return new SimulatedEnvironment(process, clock, own, skew);
    }

    /// The shared stores as a process sees them.
    ///
    /// @param mortal whether the process may die at a step
    Stores storesOf(SimulatedProcess process, boolean mortal) {
        SimulatedLink link = new SimulatedLink(this, process, mortal);
        return new Stores(
                new SimulatedRunStore(link, this, process),
                new SimulatedBlobStore(link, stores, checks),
                new SimulatedGraphStore(link, stores));
    }

    /// A worker process has died; maybe somebody sees it.
    void lostWorker(WorkerId worker) {
        if (end == null && faults.below(100) < plan.deathsSeen()) {
            looker.sawDeath(worker);
        }
    }

    /// Lets something happen later, whoever dies meanwhile.
    void later(long micros, Runnable action) {
        interleaving.after(micros, world, action);
    }

    /// Takes a step on the stores and checks what it has made of them.
    <A extends @Nullable Object> A taken(
            String who, String what, boolean changes, Supplier<A> step) {
        try {
            A answer = step.get();
            trace.note(who, what + " → " + StepText.answer(answer));
            if (changes) {
                if (checks.wiring().size() < MANY_TASKS || stores.steps() % MANY_STEPS == 0) {
                    check();
                }
                beginEvents();
            }
            return answer;
        } catch (RuntimeException e) {
            trace.note(who, what + " → " + e);
            throw e;
        } catch (AssertionError e) {
            violated(e);
            throw e;
        }
    }

    private void check() {
        stores.runs()
                .find(SimulatedClient.ID)
                .ifPresent(found -> {
                    checks.check(stores.runs().inspect(found.run()));
                    news.tell(found);
                });
    }

    private void called(int task) {
        try {
            checks.called(task);
        } catch (AssertionError e) {
            violated(e);
        }
    }

    /// Something is wrong: the simulation ends, whoever catches the error.
    void violated(AssertionError error) {
        if (violation == null) {
            violation = error;
        }
    }

    private void beginEvents() {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).step() <= stores.steps()) {
                SimulationPlan.Planned planned = events.remove(i);
                later(0, () -> happen(planned.event()));
            }
        }
    }

    private void happen(SimulationPlan.Event event) {
        if (end != null) {
            return;
        }
        trace.note("world", event.name());
        switch (event) {
            case STORE_LOSES_ITS_LAST_SECOND -> loseLastSecond();
            case VALUES_ARE_LOST -> loseValues();
            case OUTAGE -> faults.beginOutage(faults.below(30_000_000L));
            case CANCELLATION ->
                    stores.runs()
                            .find(SimulatedClient.ID)
                            .ifPresent(found ->
                                    taken(
                                            "world",
                                            "cancel",
                                            true,
                                            () -> stores.step(runs -> runs.cancel(found.run()))));
            case CLIENT_DIES -> {
                if (client != null) {
                    client.process().kill("planned");
                    later(faults.below(30_000_000L), this::beginClient);
                }
            }
            case WORKER_DIES -> anyWorker().ifPresent(process -> process.kill("planned"));
            case WORKER_IS_PAUSED ->
                    anyWorker()
                            .ifPresent(process ->
                                    process.pauseFor(5_000_000 + faults.below(30_000_000L)));
        }
    }

    private void loseValues() {
        Optional<RunKey> run = stores.runs().find(SimulatedClient.ID).map(RunRecord::run);
        List<ValueId> lost =
                checks.values().stream()
                        .filter(value -> value.task() != workflow.dag().sink())
                        .filter(_ -> faults.below(2) == 0)
                        .toList();
        if (run.isPresent() && !lost.isEmpty()) {
            trace.note("world", "values are lost: " + StepText.values(lost));
            checks.valuesAreLost();
            stores.blobStep(blobs -> {
                blobs.delete(run.get(), lost);
                return lost;
            });
        }
    }

    private Optional<SimulatedProcess> anyWorker() {
        List<SimulatedWorker> alive = network.workers();
        return alive.isEmpty()
                ? Optional.empty()
                : Optional.of(alive.get(faults.below(alive.size())).process());
    }

    private void loseLastSecond() {
        int young = stores.stepsSince(clock.micros() - 1_000_000);
        if (young > 0) {
            int lost = 1 + faults.below(young);
            boolean blobsToo = faults.below(2) == 0;
            trace.note("world", "the store loses " + lost + " steps, of values too: " + blobsToo);
            if (blobsToo) {
                checks.valuesAreLost();
            }
            stores.lose(lost, blobsToo);
            checks.rewound();
            check();
        }
    }

    /// Whether a run that has ended without a result is not to be resumed. Mends the code if it is time to.
    boolean isToBeLeft(RunRecord record) {
        try {
            SimulationJudge.Sentence sentence =
                    stores.runs()
                            .inspect(record.run())
                            .map(judge::of)
                            .orElse(SimulationJudge.Sentence.RESUME);
            if (sentence == SimulationJudge.Sentence.MEND_AND_RESUME) {
                trace.note("world", "the code is mended");
                calls.mend();
            }
            return sentence == SimulationJudge.Sentence.LEAVE;
        } catch (AssertionError e) {
            violated(e);
            return true;
        }
    }

    /// The client knows how the run has ended.
    void ended(RunRecord record, Optional<SimulatedValue> result) {
        try {
            result.ifPresent(judge::check);
        } catch (AssertionError e) {
            violated(e);
        }
        end = record;
    }

    long seed() {
        return seed;
    }

    SimulationParts parts() {
        return parts;
    }

    SimulationPlan plan() {
        return plan;
    }

    SimulationFaults faults() {
        return faults;
    }

    RewindableStores stores() {
        return stores;
    }

    SimulationChecks checks() {
        return checks;
    }

    EndNews news() {
        return news;
    }

    SimulatedCalls calls() {
        return calls;
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedWorkflow workflow() {
        return workflow;
    }

    RunLimits limits() {
        return limits;
    }
}
