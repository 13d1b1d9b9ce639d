package dev.weft.testkit;

import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.InvalidateAnswer.Invalidated;
import dev.weft.spi.RunStore;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.util.List;
import java.util.stream.Stream;

/// Rules of runs of which few tasks may be claimed at a time, as far as they can be broken at the wire. (That
/// a store itself forgets to let somebody in is planted in Redis.)
final class PlaceFaults {
    private PlaceFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(
                new PlantedFault(
                        "as many tasks are claimed as are ready",
                        "Parallelism",
                        "rootsBeyondTheBoundWait",
                        Unbounded::new),
                new PlantedFault(
                        "whoever has committed keeps its place",
                        "Parallelism",
                        "whatACommitMakesReadyComesBeforeThoseWhoWait",
                        Staying::new),
                new PlantedFault(
                        "a commit that is repeated does not tell whom it has let in",
                        "Parallelism",
                        "commitThatIsRepeatedLetsNobodyElseIn",
                        Forgetting::new),
                new PlantedFault(
                        "a failure that is repeated does not tell whom it has let in",
                        "Places",
                        "placeOfATaskThatFailedForGoodIsAnothers",
                        Forgetting::new),
                new PlantedFault(
                        "a report of a lost output that is repeated does not tell whom it has let in",
                        "Places",
                        "placesOfClaimsThatAreDroppedAreOthers",
                        Forgetting::new));
    }

    /// Ignores the bound.
    static final class Unbounded extends ForwardingRunStore {
        Unbounded(RunStore sound) {
            super(sound);
        }

        @Override
        public SubmitAnswer submit(Submit s) {
            return super.submit(
                    new Submit(
                            s.run(),
                            s.shapeHash(),
                            s.contentHash(),
                            s.tasks(),
                            s.edges(),
                            s.sink(),
                            s.roots(),
                            s.fencedRoots(),
                            s.limits().withParallelism(0),
                            s.code(),
                            s.submittedBy(),
                            s.stored()));
        }
    }

    /// Lets nobody in after a commit, by taking it for one whose edges are yet to come.
    static final class Staying extends ForwardingRunStore {
        Staying(RunStore sound) {
            super(sound);
        }

        @Override
        public CommitAnswer commit(Commit c) {
            return super.commit(
                    new Commit(
                            c.run(),
                            c.epoch(),
                            c.worker(),
                            c.claim(),
                            c.tasks(),
                            c.part(),
                            false,
                            c.keep(),
                            c.wanted(),
                            c.handOvers(),
                            c.deleted(),
                            c.work()));
        }
    }

    /// Says nothing of others when a step comes again.
    private static final class Forgetting extends ForwardingRunStore {
        Forgetting(RunStore sound) {
            super(sound);
        }

        @Override
        public CommitAnswer commit(Commit commit) {
            CommitAnswer answer = super.commit(commit);
            return answer instanceof Committed c && c.again()
                    ? new Committed(
                            true,
                            List.of(),
                            c.inputs(),
                            c.garbage(),
                            c.nextDeadlineMicros(),
                            c.status())
                    : answer;
        }

        @Override
        public FailAnswer fail(Fail fail) {
            FailAnswer answer = super.fail(fail);
            return answer instanceof FailAnswer.Recorded r && r.again()
                    ? new FailAnswer.Recorded(true, List.of(), r.nextDeadlineMicros(), r.status())
                    : answer;
        }

        @Override
        public InvalidateAnswer invalidate(Invalidate invalidate) {
            InvalidateAnswer answer = super.invalidate(invalidate);
            return answer instanceof Invalidated i && i.again()
                    ? new Invalidated(
                            true,
                            i.grants().stream()
                                    .filter(grant -> grant.task() == invalidate.parent())
                                    .toList(),
                            i.nextDeadlineMicros(),
                            i.status())
                    : answer;
        }
    }
}
