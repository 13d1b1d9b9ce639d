package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.UnknownNumberException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adopts the claims that a worker was invoked for. Safe for many threads.
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);
    private static final int MAX_PER_START = 512;

    private final Worker worker;
    private final RunStore store;
    private final Committer committer;
    private final Additions additions;
    private final LostValues lostValues;
    private final WorkerEnvironment environment;

    Adoption(
            Worker worker,
            RunStore store,
            Committer committer,
            Additions additions,
            LostValues lostValues,
            WorkerEnvironment environment) {
        this.lostValues = lostValues;
        this.additions = additions;
        this.worker = worker;
        this.store = store;
        this.committer = committer;
        this.environment = environment;
    }

    /// Adopts what it may; what it could not ask for is left to be reaped.
    void adopt(RunExecution run, List<Claim> claims) {
        for (int from = 0; from < claims.size() && !run.over(); from += MAX_PER_START) {
            int to = Math.min(claims.size(), from + MAX_PER_START);
            try {
                startEach(run, claims.subList(from, to));
            } catch (UnknownGraphException e) {
                worker.lost(run, claims.subList(from, to), e);
            } catch (RunGoneException e) {
                log.debug("{}", e.toString());
                worker.end(run);
            } catch (StoreUnavailableException e) {
                log.warn("run {}: claims not adopted, they will be reaped: {}", run.key(), e);
            }
        }
    }

    /// One after the other if the store does not have some of the tasks any more.
    private void startEach(RunExecution run, List<Claim> claims) {
        try {
            start(run, claims);
        } catch (UnknownNumberException e) {
            log.debug("run {}: {} are not all known: {}", run.key(), claims, e.toString());
            for (int i = 0; i < claims.size() && claims.size() > 1; i++) {
                startEach(run, claims.subList(i, i + 1));
            }
        }
    }

    private void start(RunExecution run, List<Claim> claims) {
        List<Start.Adoption> adoptions = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            adoptions.add(new Start.Adoption(claim, worker.newExecution()));
        }
        Start start =
                new Start(
                        run.key(),
                        run.epoch(),
                        worker.id(),
                        adoptions,
                        store.keepsReferences() ? new int[0] : InputWishes.of(run, claims));
        switch (Steps.take(run, environment, () -> store.start(start))) {
            case StartAnswer.Started(var verdicts, var inputs, var growths, var deadline) -> {
                run.heartbeat().deadline(deadline);
                adopted(run, verdicts, growths, GivenInputs.of(inputs));
            }
            case StartAnswer.Over _ -> worker.end(run);
        }
    }

    /// Finds out what the adopted tasks are that are not of the run's graph.
    ///
    /// @return whether they are known
    private boolean learn(RunExecution run, List<Growth> growths, List<Grant> grants, Claim any) {
        try {
            additions.learn(run, growths);
            for (Grant grant : grants) {
                if (additions.isExit(run, grant.task())) {
                    additions.learnOfExit(run, grant.task());
                }
            }
            return true;
        } catch (ValueLostException e) {
            lostValues.lostAddition(run, any, e);
            return false;
        }
    }

    private void publish(
            RunExecution run, List<Growth> growths, StartAnswer.Verdict.PublishOnly of) {
        try {
            additions.learn(run, growths);
            worker.keep(run, committer.publishFor(run, of.claim(), of.winner()));
        } catch (ValueLostException e) {
            lostValues.lostAddition(run, of.claim(), e);
        }
    }

    private void adopted(
            RunExecution run,
            List<StartAnswer.Verdict> verdicts,
            List<Growth> growths,
            GivenInputs given) {
        List<Grant> grants = new ArrayList<>(verdicts.size());
        List<StartAnswer.Verdict.PublishOnly> published = new ArrayList<>();
        for (StartAnswer.Verdict verdict : verdicts) {
            switch (verdict) {
                case StartAnswer.Verdict.Adopted(var grant) -> grants.add(grant);
                case StartAnswer.Verdict.PublishOnly winner -> published.add(winner);
                case StartAnswer.Verdict.Refused(var claim, var reason) ->
                        log.debug("run {}: claim {} not adopted: {}", run.key(), claim, reason);
                case StartAnswer.Verdict.NotReady(var claim) ->
                        log.debug("run {}: claim {} is not ready", run.key(), claim);
            }
        }
        if (!grants.isEmpty() && learn(run, growths, grants, grants.getFirst().claim())) {
            worker.adopted(run, grants, given);
        }
        for (StartAnswer.Verdict.PublishOnly of : published) {
            publish(run, growths, of);
        }
    }
}
