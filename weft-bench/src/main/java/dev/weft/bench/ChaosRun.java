package dev.weft.bench;

import dev.weft.Run;
import dev.weft.RunNotFoundException;
import dev.weft.RunOptions;
import dev.weft.Weft;
import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One run among faults, and what is checked when it is done.
final class ChaosRun {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SUBMITTED_WITHIN = Duration.ofSeconds(30);
    private static final int LOOKS = 5;
    private static final int MOST_UNANSWERED = 10;

    private final Setting setting;
    private final long own;
    private final SplittableRandom random;
    private final ChaosWork.Job job;
    private final RunId id;
    private int unanswered;

    /// What all runs have in common.
    ///
    /// @param directory where executions and effects are noted
    record Setting(FaultyCluster cluster, Faults faults, ChaosTally tally, Path directory) {}

    /// What becomes of the client that submits the run.
    enum Client {
        STAYS,
        IS_KILLED_ONCE_IT_HAS_SUBMITTED,
        IS_KILLED_SOMETIME
    }

    /// @param own seed of this run
    ChaosRun(Setting setting, long own) {
        this.setting = setting;
        this.own = own;
        random = new SplittableRandom(own);
        job = ChaosWork.job(own, setting.directory());
        id = new RunId("chaos-" + Long.toUnsignedString(own, 36));
    }

    void go(Client client) throws IOException, InterruptedException {
        ChaosTally tally = setting.tally();
        tally.runs.incrementAndGet();
        tally.tasks.addAndGet(job.tasks());
        try {
            Client next = client;
            while (!isOver(next)) {
                next = Client.STAYS;
            }
        } catch (TimeoutException e) {
            tally.stuck.incrementAndGet();
            tally.problem("run %s: %s".formatted(id, e.getMessage()));
        } catch (RuntimeException e) {
            tally.failed.incrementAndGet();
            tally.problem("run %s: %s".formatted(id, e));
        }
    }

    /// @return false if somebody has to submit it again, which never does harm: whoever waits for a run is
    ///     told so if the store has lost it with its last second, or gives no answer for long
    private boolean isOver(Client client)
            throws IOException, InterruptedException, TimeoutException {
        int losses = losses();
        try (Weft weft = setting.cluster().client()) {
            Run<?> run = submitted(weft, client);
            if (isRight(run)) {
                checkOutcomes(weft, run);
                checkExecutions();
            }
            return true;
        } catch (RunGoneException | RunNotFoundException e) {
            if (losses() == losses) {
                throw e;
            }
            return false;
        } catch (StoreUnavailableException | StoreRefusedException e) { // the latter while it loads
            if (++unanswered > MOST_UNANSWERED) {
                throw e;
            }
            return false;
        }
    }

    private int losses() {
        return setting.faults().count(Faults.Kind.STORE_LOSES_LAST_SECOND);
    }

    private Run<?> submit(Weft weft) {
        return weft.submit(job.sink(), RunOptions.standard().withId(id));
    }

    private Run<?> submitted(Weft weft, Client client) throws InterruptedException {
        Optional<Run<?>> run =
                switch (client) {
                    case STAYS -> Optional.empty();
                    case IS_KILLED_ONCE_IT_HAS_SUBMITTED, IS_KILLED_SOMETIME ->
                            ofKilledClient(weft, client);
                };
        return run.isPresent() ? run.get() : submit(weft);
    }

    /// The run of a client process that was killed; empty if that died before it had submitted.
    private Optional<Run<?>> ofKilledClient(Weft weft, Client client) throws InterruptedException {
        ChaosTally tally = setting.tally();
        Process process =
                setting.cluster()
                        .clientProcess(
                                id,
                                ChaosWork.class.getName() + "#workflow",
                                List.of(String.valueOf(own), setting.directory().toString()));
        try {
            if (client == Client.IS_KILLED_SOMETIME) {
                process.waitFor(300 + random.nextInt(1_200), TimeUnit.MILLISECONDS);
            } else {
                awaitSubmission(weft, process);
            }
        } finally {
            process.destroyForcibly();
        }
        tally.clientKills.incrementAndGet();
        process.waitFor(5, TimeUnit.SECONDS);
        Optional<Run<?>> run = find(weft);
        run.ifPresent(_ -> tally.attached.incrementAndGet());
        return run;
    }

    private void awaitSubmission(Weft weft, Process client) throws InterruptedException {
        long end = System.nanoTime() + SUBMITTED_WITHIN.toNanos();
        while (find(weft).isEmpty() && client.isAlive() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
    }

    private Optional<Run<?>> find(Weft weft) {
        try {
            return Optional.of(weft.attach(id));
        } catch (RunNotFoundException e) {
            return Optional.empty();
        }
    }

    private boolean isRight(Run<?> run) throws InterruptedException, TimeoutException {
        Object result = run.await(PATIENCE);
        if (Long.valueOf(job.expected()).equals(result)) {
            return true;
        }
        setting.tally().wrong.incrementAndGet();
        setting.tally()
                .problem("run %s: result must be %d, was %s".formatted(id, job.expected(), result));
        return false;
    }

    private void checkOutcomes(Weft weft, Run<?> run)
            throws IOException, InterruptedException, TimeoutException {
        ChaosTally tally = setting.tally();
        OutcomeCheck check = whenDone(weft, run);
        long tooMany = check.outcomesTooMany(run.statistics().tasks());
        tally.reissues.addAndGet(check.reissues());
        if (tooMany != 0) {
            tally.repeatedOutcomes.addAndGet(Math.abs(tooMany));
            tally.problem("run %s: %d outcomes too many: %s".formatted(id, tooMany, check));
        }
        boolean forgetful = losses() > 0;
        for (String ledger : job.effects()) {
            List<EffectLedger.Entry> entries = EffectLedger.read(Path.of(ledger));
            List<String> problems = check.effectProblems(entries, forgetful);
            if (!problems.isEmpty()) {
                tally.repeatedEffects.incrementAndGet();
                tally.problem("run %s: %s: %s; %s".formatted(id, problems, entries, check));
            }
        }
    }

    /// The end may be lost after it was seen: then the run goes on, and ends again.
    private OutcomeCheck whenDone(Weft weft, Run<?> run)
            throws InterruptedException, TimeoutException {
        OutcomeCheck check = new OutcomeCheck(events(run));
        for (int looks = 1; !check.isDone() && looks < LOOKS; looks++) {
            Run<?> again = weft.attach(id);
            again.await(PATIENCE);
            check = new OutcomeCheck(events(again));
        }
        return check;
    }

    private static List<RunEvent> events(Run<?> run) {
        List<RunEvent> all = new ArrayList<>();
        List<RunEvent> some = run.events(1);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = run.events(all.getLast().sequence() + 1);
        }
        return all;
    }

    private void checkExecutions() throws IOException {
        ChaosTally tally = setting.tally();
        List<Integer> executions = ChaosWork.executions(setting.directory(), own);
        tally.executions.addAndGet(executions.size());
        int missing = job.tasks() - new HashSet<>(executions).size();
        if (missing != 0) {
            tally.unexecuted.addAndGet(missing);
            tally.problem("run %s: %d functions were not called".formatted(id, missing));
        }
    }
}
