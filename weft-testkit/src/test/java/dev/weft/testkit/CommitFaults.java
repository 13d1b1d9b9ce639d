package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.RunKey;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.Inputs;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Rules of COMMIT that can be broken at the wire.
final class CommitFaults {
    private CommitFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(
                answer(
                        "an ended run says OVER before it says AGAIN",
                        "A1AndA4OneExecutionOneAnswer",
                        "winnerThatLostItsAnswerHearsItAgainEvenIfTheRunIsDone",
                        (_, answer) ->
                                answer instanceof Committed c && c.again() && c.status().ended()
                                        ? new CommitAnswer.Over(RunOver.OVER)
                                        : answer),
                answer(
                        "AGAIN forgets the grants",
                        "Committing",
                        "repeatedCommitHearsTheSameGrantsAgain",
                        (_, answer) ->
                                answer instanceof Committed c && c.again()
                                        ? with(c, List.of())
                                        : answer),
                answer(
                        "AGAIN is said to every execution of the claim",
                        "A1AndA4OneExecutionOneAnswer",
                        "sameClaimByAnotherExecutionIsADuplicateAndNotAgain",
                        (_, answer) ->
                                answer instanceof CommitAnswer.Refused
                                        ? new Committed(
                                                true,
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                0,
                                                RunStatus.RUNNING)
                                        : answer),
                answer(
                        "the loser is not told the winner",
                        "Committing",
                        "otherExecutionOfACommittedTaskIsADuplicateAndHearsTheWinner",
                        (_, answer) ->
                                answer instanceof CommitAnswer.Refused r
                                        ? new CommitAnswer.Refused(r.reason(), List.of())
                                        : answer),
                answer(
                        "grants come in another order",
                        "Granting",
                        "firstChildrenAreKeptAndTheRestIsToBeInvoked",
                        (_, answer) ->
                                answer instanceof Committed c
                                        ? with(c, c.grants().reversed())
                                        : answer),
                answer(
                        "a grant does not say that its task is skipped",
                        "B1Failing",
                        "goingOnSkipsOnlyWhatIsDownstreamOfTheFailure",
                        (_, answer) ->
                                answer instanceof Committed c
                                        ? with(
                                                c,
                                                c.grants().stream()
                                                        .map(CommitFaults::unskipped)
                                                        .toList())
                                        : answer),
                answer(
                        "what is finished after the end is refused",
                        "B2CancellingAndResuming",
                        "flush_taskThatFinishesAfterTheEndIsRecordedAndItsChildrenWaitForAResumption",
                        (_, answer) ->
                                answer instanceof Committed c && c.status() == RunStatus.CANCELLED
                                        ? new CommitAnswer.Over(RunOver.OVER)
                                        : answer),
                garbage(
                        "garbage is never handed out",
                        "a_olderValueRidesOnTheAnswerOfACommit",
                        (_, committed) ->
                                new Committed(
                                        committed.again(),
                                        committed.grants(),
                                        committed.inputs(),
                                        List.of(),
                                        committed.nextDeadlineMicros(),
                                        committed.status())),
                fault(
                        "garbage is handed out before the loss window is over",
                        "A5Collecting",
                        "a_valueStaysForTheLossWindowAfterItsLastChildHasCommitted",
                        CommitFaults::handingOutEarly),
                fault(
                        "a chunk that is not the first is only AGAIN",
                        "A2EdgesInChunks",
                        "a_everyChunkOfTheWinnerPublishesItsEdges",
                        CommitFaults::answeringByExecution),
                request(
                        "the first chunk closes the task",
                        "A2EdgesInChunks",
                        "c_claimStaysInTheIndexUntilTheLastChunk",
                        c ->
                                new Commit(
                                        c.run(),
                                        c.epoch(),
                                        c.worker(),
                                        c.claim(),
                                        c.tasks(),
                                        0,
                                        true,
                                        c.keep(),
                                        c.handOvers(),
                                        c.deleted())),
                request(
                        "the last chunk closes the task, whatever came before",
                        "A2EdgesInChunks",
                        "e_lastChunkClosesNothingWhileOthersAreMissing",
                        c ->
                                new Commit(
                                        c.run(),
                                        c.epoch(),
                                        c.worker(),
                                        c.claim(),
                                        c.tasks(),
                                        c.last() ? 0 : c.part(),
                                        c.last(),
                                        c.keep(),
                                        c.handOvers(),
                                        c.deleted())),
                request(
                        "one child more is kept than was asked for",
                        "Granting",
                        "firstChildrenAreKeptAndTheRestIsToBeInvoked",
                        c ->
                                new Commit(
                                        c.run(),
                                        c.epoch(),
                                        c.worker(),
                                        c.claim(),
                                        c.tasks(),
                                        c.part(),
                                        c.last(),
                                        c.keep() + 1,
                                        c.handOvers(),
                                        c.deleted())),
                request(
                        "a hand-over is forgotten",
                        "Granting",
                        "handedOverClaimIsForWhoeverIsInvoked",
                        c ->
                                new Commit(
                                        c.run(),
                                        c.epoch(),
                                        c.worker(),
                                        c.claim(),
                                        c.tasks(),
                                        c.part(),
                                        c.last(),
                                        c.keep(),
                                        List.of(),
                                        c.deleted())),
                request(
                        "an acknowledgement is forgotten",
                        "A5Collecting",
                        "valueThatIsAcknowledgedIsGone",
                        c ->
                                new Commit(
                                        c.run(),
                                        c.epoch(),
                                        c.worker(),
                                        c.claim(),
                                        c.tasks(),
                                        c.part(),
                                        c.last(),
                                        c.keep(),
                                        c.handOvers(),
                                        List.of())),
                tasks(
                        "an edge does not arrive",
                        "Granting",
                        "firstChildrenAreKeptAndTheRestIsToBeInvoked",
                        t ->
                                with(
                                        t,
                                        t.edges().range(0, Math.max(0, t.edges().size() - 1)),
                                        t.inputs(),
                                        t.output())),
                tasks(
                        "an edge into a fan-in arrives as if it were the last",
                        "Granting",
                        "childIsGrantedToTheLastOfItsParentsAlone",
                        t -> with(t, impatient(t.edges()), t.inputs(), t.output())),
                tasks(
                        "inputs are not marked consumed",
                        "A5Collecting",
                        "a_olderValueRidesOnTheAnswerOfReaping",
                        t -> with(t, t.edges(), Inputs.NONE, t.output())),
                tasks(
                        "inputs count as consumed by a single child",
                        "A5Collecting",
                        "b_childThatCommitsTwiceConsumesOnce",
                        t -> with(t, t.edges(), greedy(t.inputs()), t.output())),
                tasks(
                        "a stale input is accepted",
                        "Committing",
                        "inputThatWasCommittedByAnotherExecutionIsStale",
                        t -> with(t, t.edges(), trusting(t.inputs()), t.output())),
                tasks(
                        "a held output that differs from what was used is accepted",
                        "Holding",
                        "outputThatDiffersFromWhatAChildHasUsedEndsTheRunLoudly",
                        t -> with(t, t.edges(), trusting(t.inputs()), t.output())),
                tasks(
                        "children may use two outputs of one task",
                        "Holding",
                        "childrenThatUseTwoOutputsOfOneTaskEndTheRunLoudly",
                        t -> with(t, t.edges(), trusting(t.inputs()), t.output())),
                tasks(
                        "an output that was never stored is committed before its children",
                        "Committing",
                        "outputThatWasNeverStoredIsNotCommittedBeforeItsChildren",
                        t ->
                                with(
                                        t,
                                        t.edges(),
                                        t.inputs(),
                                        t.output() instanceof Output.Elided
                                                ? Output.None.INSTANCE
                                                : t.output())),
                tasks(
                        "a child with outside effects is not fenced",
                        "Committing",
                        "lostAttemptOfATaskWithOutsideEffectsIsFenced",
                        t -> with(t, unfenced(t.edges()), t.inputs(), t.output())),
                fault(
                        "the claim is not looked at",
                        "Committing",
                        "claimThatWasNeverIssuedIsUnknown",
                        CommitFaults::underTheCurrentClaim),
                fault(
                        "the epoch is not looked at",
                        "B2CancellingAndResuming",
                        "epoch_workerOfAnEarlierEpochCommitsNothing",
                        CommitFaults::inTheCurrentEpoch),
                fault(
                        "a segment is accepted in part",
                        "B4Segments",
                        "e_segmentIsRefusedWholeIfALaterTaskIsCommitted",
                        CommitFaults::acceptingInPart),
                fault(
                        "the value of a refused commit is forgotten",
                        "A5Collecting",
                        "d_valueOfARefusedCommitIsTrash",
                        CommitFaults::forgettingRefusedValues));
    }

    private static PlantedFault fault(
            String rule,
            String group,
            String method,
            BiFunction<RunStore, Commit, CommitAnswer> commit) {
        return new PlantedFault(
                rule,
                group,
                method,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public CommitAnswer commit(Commit step) {
                                return commit.apply(sound, step);
                            }
                        });
    }

    private static PlantedFault answer(
            String rule,
            String group,
            String method,
            BiFunction<Commit, CommitAnswer, CommitAnswer> answer) {
        return fault(
                rule, group, method, (sound, commit) -> answer.apply(commit, sound.commit(commit)));
    }

    private static PlantedFault garbage(
            String rule, String method, BiFunction<Commit, Committed, CommitAnswer> answer) {
        return answer(
                rule,
                "A5Collecting",
                method,
                (commit, sound) ->
                        sound instanceof Committed committed
                                ? answer.apply(commit, committed)
                                : sound);
    }

    private static PlantedFault request(
            String rule, String group, String method, UnaryOperator<Commit> request) {
        return fault(rule, group, method, (sound, commit) -> sound.commit(request.apply(commit)));
    }

    private static PlantedFault tasks(
            String rule, String group, String method, UnaryOperator<SegmentTask> task) {
        return request(
                rule,
                group,
                method,
                commit -> with(commit, commit.tasks().stream().map(task).toList()));
    }

    private static Commit with(Commit c, List<SegmentTask> tasks) {
        return new Commit(
                c.run(),
                c.epoch(),
                c.worker(),
                c.claim(),
                tasks,
                c.part(),
                c.last(),
                c.keep(),
                c.handOvers(),
                c.deleted());
    }

    private static SegmentTask with(
            SegmentTask t, OutgoingEdges edges, Inputs inputs, Output output) {
        return new SegmentTask(
                t.task(),
                t.execution(),
                t.outcome(),
                output,
                edges,
                inputs,
                t.failures(),
                t.grown(),
                t.settlesGrown());
    }

    private static Committed with(Committed c, List<Grant> grants) {
        return new Committed(
                c.again(), grants, c.inputs(), c.garbage(), c.nextDeadlineMicros(), c.status());
    }

    private static Grant unskipped(Grant grant) {
        return new Grant(
                grant.task(), grant.k(), grant.mode(), false, grant.failures(), grant.losses());
    }

    private static OutgoingEdges impatient(OutgoingEdges edges) {
        int[] one = new int[edges.size()];
        java.util.Arrays.fill(one, 1);
        return new OutgoingEdges(edges.edges(), edges.children(), one, edges.fenced());
    }

    private static OutgoingEdges unfenced(OutgoingEdges edges) {
        return new OutgoingEdges(edges.edges(), edges.children(), edges.inDegrees(), new BitSet());
    }

    private static Inputs greedy(Inputs inputs) {
        int[] one = new int[inputs.parents().length];
        java.util.Arrays.fill(one, 1);
        return Inputs.fromStore(inputs.parents(), one, inputs.firstEdge());
    }

    private static Inputs trusting(Inputs inputs) {
        return Inputs.fromStore(inputs.parents(), inputs.outDegrees(), inputs.firstEdge());
    }

    private static CommitAnswer handingOutEarly(RunStore sound, Commit commit) {
        CommitAnswer answer = sound.commit(commit);
        return answer instanceof Committed c
                ? new Committed(
                        c.again(),
                        c.grants(),
                        c.inputs(),
                        sound.inspect(commit.run()).map(RunSnapshot::trash).orElse(List.of()),
                        c.nextDeadlineMicros(),
                        c.status())
                : answer;
    }

    private static CommitAnswer answeringByExecution(RunStore sound, Commit commit) {
        TaskResult before = resultOf(sound, commit.run()).get(commit.claim().task());
        if (before != null && before.execution() == commit.execution()) {
            return new Committed(true, List.of(), List.of(), List.of(), 0, RunStatus.RUNNING);
        }
        return sound.commit(commit);
    }

    private static Map<Integer, TaskResult> resultOf(RunStore sound, RunKey run) {
        return sound.inspect(run).map(RunSnapshot::results).orElse(new HashMap<>());
    }

    private static CommitAnswer underTheCurrentClaim(RunStore sound, Commit c) {
        RunSnapshot.ClaimState current =
                sound.inspect(c.run())
                        .map(state -> state.claims().get(c.claim().task()))
                        .orElse(null);
        Claim claim = current == null ? c.claim() : new Claim(c.claim().task(), current.k());
        return sound.commit(
                new Commit(
                        c.run(),
                        c.epoch(),
                        c.worker(),
                        claim,
                        c.tasks(),
                        c.part(),
                        c.last(),
                        c.keep(),
                        c.handOvers(),
                        c.deleted()));
    }

    private static CommitAnswer inTheCurrentEpoch(RunStore sound, Commit c) {
        int epoch = sound.inspect(c.run()).map(state -> state.run().epoch()).orElse(1);
        return sound.commit(
                new Commit(
                        c.run(),
                        epoch,
                        c.worker(),
                        c.claim(),
                        c.tasks(),
                        c.part(),
                        c.last(),
                        c.keep(),
                        c.handOvers(),
                        c.deleted()));
    }

    private static CommitAnswer acceptingInPart(RunStore sound, Commit commit) {
        CommitAnswer answer = sound.commit(commit);
        return answer instanceof CommitAnswer.Refused
                ? sound.commit(with(commit, List.of(commit.tasks().getFirst())))
                : answer;
    }

    private static CommitAnswer forgettingRefusedValues(RunStore sound, Commit commit) {
        Map<Integer, TaskResult> results = resultOf(sound, commit.run());
        return sound.commit(
                with(
                        commit,
                        commit.tasks().stream()
                                .map(t ->
                                        results.containsKey(t.task())
                                                ? with(
                                                        t,
                                                        t.edges(),
                                                        t.inputs(),
                                                        Output.None.INSTANCE)
                                                : t)
                                .toList()));
    }
}
