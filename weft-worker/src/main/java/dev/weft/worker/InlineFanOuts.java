package dev.weft.worker;

import dev.weft.core.SegmentRules;
import dev.weft.model.Grant;
import dev.weft.spi.StoreFullException;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.UnknownNumberException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Executes fan-outs under the claim of their expansion as long as that is of use: see [InlineFanOut]. Safe for
/// many threads.
final class InlineFanOuts {
    private static final Logger log = LoggerFactory.getLogger(InlineFanOuts.class);

    private final Worker worker;
    private final Committer committer;
    private final Expansions expansions;
    private final Failures failures;
    private final WorkerEnvironment environment;
    private final SegmentRules rules;

    InlineFanOuts(
            Worker worker,
            Committer committer,
            Expansions expansions,
            Failures failures,
            WorkerEnvironment environment,
            SegmentRules rules) {
        this.worker = worker;
        this.committer = committer;
        this.expansions = expansions;
        this.failures = failures;
        this.environment = environment;
        this.rules = rules;
    }

    /// Goes on from an expansion.
    ///
    /// @return what to execute next in this thread, if anything
    @Nullable Segment goOn(Segment segment, Expansions.Expanded added) {
        if (!isOfUse(segment, added)) {
            return commit(segment, added);
        }
        RunExecution run = segment.run();
        InlineFanOut fanOut = new InlineFanOut(segment, added, environment.nanoTime());
        run.inline().add(fanOut);
        fanOut.limit(environment.schedule(rules.maxNanos(), () -> expandSoon(fanOut, false)));
        return begin(fanOut.roots());
    }

    /// What may have brought a worker down is to be found out task by task; and where parallelism is bounded, one
    /// claim is one task at a time.
    private boolean isOfUse(Segment segment, Expansions.Expanded added) {
        return rules.fanOuts()
                && added.inline()
                && !segment.template().options().fenced()
                && segment.grant().losses() == 0
                && !segment.run().limits().isBounded()
                && !worker.isDraining();
    }

    private @Nullable Segment commit(Segment segment, Expansions.Expanded added) {
        Segment.Produced produced = expansions.produced(segment, added);
        try {
            return committer.commit(segment, produced);
        } catch (UnknownNumberException e) {
            return segment.again(); // the store has lost the numbers that it had given
        } finally {
            segment.run().endGrowing(added.execution());
        }
    }

    /// Goes on after a segment within a fan-out that has no claim of its own.
    ///
    /// @return what to execute next in this thread, if anything
    @Nullable Segment goOn(InlineFanOut fanOut, InlineFanOut.Next next) {
        return switch (next) {
            case InlineFanOut.Next.AsUsual(), InlineFanOut.Next.Nothing() -> null;
            case InlineFanOut.Next.Ready(var segments) -> begin(segments);
            case InlineFanOut.Next.Done() -> done(fanOut);
            case InlineFanOut.Next.Expand() -> expand(fanOut);
        };
    }

    private Segment begin(List<Segment> ready) {
        worker.runners().add(ready.subList(1, ready.size()));
        return ready.getFirst();
    }

    private @Nullable Segment done(InlineFanOut fanOut) {
        Segment segment = fanOut.expansion();
        try {
            return committer.commit(fanOut);
        } catch (UnknownNumberException e) {
            return segment.again(); // the store has lost the numbers that it had given
        } catch (StoreFullException e) {
            failures.storeIsFull(segment, e);
            return null;
        } finally {
            segment.run().endGrowing(fanOut.added().execution());
            fanOut.close();
        }
    }

    /// Makes the tasks of a fan-out the run's. Those that were begun go on under the claims that come then.
    private @Nullable Segment expand(InlineFanOut fanOut) {
        if (!fanOut.expands()) {
            return null;
        }
        Segment segment = fanOut.expansion();
        RunExecution run = segment.run();
        Addition addition = Objects.requireNonNull(fanOut.scope().addition());
        worker.runners().drop(fanOut);
        addition.inline(fanOut);
        run.expanded();
        try {
            return commit(segment, fanOut.added());
        } catch (StoreFullException e) {
            failures.storeIsFull(segment, e);
            return null;
        } finally {
            run.inline().remove(fanOut);
            if (run.knows(addition.growth())) {
                worker.runners().add(fanOut.expanded());
            } else {
                fanOut.close();
            }
        }
    }

    /// Which of some tasks were begun here before they had claims.
    List<Grant> begun(RunExecution run, List<Grant> grants) {
        if (!run.hasExpanded()) {
            return List.of();
        }
        return grants.stream()
                .filter(grant -> {
                    InlineFanOut fanOut = fanOut(run, grant);
                    return fanOut != null && fanOut.hasBegun(grant.task());
                })
                .toList();
    }

    private static @Nullable InlineFanOut fanOut(RunExecution run, Grant grant) {
        Addition addition = run.scope(grant.task()).addition();
        return addition == null || grant.skip() ? null : addition.inline();
    }

    /// Like the above, on a thread of its own: the tasks may occupy the carriers of all virtual threads.
    private void expandSoon(InlineFanOut fanOut, boolean share) {
        RunExecution run = fanOut.expansion().run();
        if (!fanOut.isOpen() || run.over()) {
            return;
        }
        run.began(1);
        worker.runners().beginBeside();
        environment.forkPlatform(() -> {
            try {
                worker.keep(run, expand(fanOut));
                if (share) {
                    run.share();
                    run.heartbeat().shareSoon();
                }
            } catch (StoreUnavailableException | UnknownNumberException e) {
                log.warn(
                        "run {}: {} is given up, its lease will pass: {}",
                        run.key(),
                        fanOut.expansion().grant(),
                        e.toString());
            } catch (RuntimeException | Error e) {
                log.error(
                        "run {}: {} is given up, its lease will pass",
                        run.key(),
                        fanOut.expansion().grant(),
                        e);
            } finally {
                worker.runners().endBeside();
                if (run.ended(1)) {
                    worker.runners().signalQuiet();
                }
            }
        });
    }

    /// Takes claims of tasks that were begun before they had any. What was begun goes on under them, what was
    /// done is seen to by a runner.
    ///
    /// @return the others
    List<Grant> claimed(RunExecution run, List<Grant> grants) {
        if (!run.hasExpanded()) {
            return grants;
        }
        List<Grant> others = new ArrayList<>(grants.size());
        for (Grant grant : grants) {
            InlineFanOut fanOut = fanOut(run, grant);
            if (fanOut == null) {
                others.add(grant);
            } else {
                claimed(fanOut, grant, others);
            }
        }
        return others;
    }

    private void claimed(InlineFanOut fanOut, Grant grant, List<Grant> others) {
        InlineFanOut.Taken taken = fanOut.claimed(grant);
        if (taken == null) {
            others.add(grant);
        } else if (taken.done() != null) {
            worker.resume(taken.done());
        }
    }

    /// Others have nothing to do: lets them have a part of the fan-out that has most to do, if that is more
    /// than its expansion would cost.
    void share(RunExecution run) {
        long now = environment.nanoTime();
        run.inline().stream()
                .max(Comparator.comparingLong(fanOut -> fanOut.restNanos(now)))
                .filter(fanOut -> rules.splits(fanOut.restNanos(now)))
                .ifPresent(fanOut -> expandSoon(fanOut, true));
    }

    /// Nothing more is begun here.
    void expandAll(RunExecution run) {
        run.inline().forEach(fanOut -> expandSoon(fanOut, false));
    }
}
