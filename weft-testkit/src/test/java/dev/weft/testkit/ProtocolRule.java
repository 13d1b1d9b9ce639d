package dev.weft.testkit;

import java.util.Map;

/// The rules of the protocol for each of which something is broken on purpose, to see that it is noticed. Those
/// with a letter and a number answer schedules that break what one would build without them; the cases
/// of the contract bear the same names.
enum ProtocolRule {
    RUN("Run", "a run is created by its submission alone, and its id names it"),
    CLAIMS("Claims", "a claim is one worker's, until its deadline"),
    COMMIT("Commit", "the first outcome wins, and later ones are told; everything is asked before"),
    EDGES(
            "Edges",
            "an arrival is a bit; the last one claims the child, for one who goes on with it"),
    ANSWERS("Answers", "what the next task needs rides on the answer"),
    FENCE("Fence", "whoever lost a claim on a task with outside effects commits nothing"),
    GROWTH("Growth", "a number is given once, to one execution, and is then as good as any other"),
    HOLD("Hold", "a held output is for children that wait for it alone"),
    PLACES("Places", "no more tasks are claimed than may be; who waits is let in by who leaves"),
    REAPING("Reaping", "whoever looks issues anew what the dead have left, once"),
    RECORD("Record", "a run tells what became of it, and each thing once"),
    FORMATS("Formats", "what another version has written is refused by name"),
    THREADS("Threads", "leases are renewed though tasks keep all carriers busy"),
    GRACE("Grace", "whoever ignores an interruption is given up, and what waits for it goes on"),
    EVICTION("Eviction", "a store that removes keys by itself is refused"),
    A1("A1", "who has committed hears so again, whatever happened since"),
    A2("A2", "a task is open until all parts of its edges are published"),
    A3("A3", "a claim that nobody has begun is sent again, and that is no attempt"),
    A4("A4", "each execution has a name, and no two share values, claims or answers"),
    A5("A5", "what is deleted was needed by nobody, and durably so"),
    A6("A6", "a value is acknowledged before the commit that names it"),
    A7("A7", "somebody looks after every run for ever"),
    A8("A8", "nobody sees an object that another execution has had"),
    A9("A9", "two outputs of one task are never mixed silently"),
    B1("B1", "a failure is an outcome of the present claim; failures, losses and sendings differ"),
    B2("B2", "a cancelled or failed run keeps what its resumption stands on, in an epoch"),
    B3("B3", "what is added has an owner: its outcome, and then each task its own claim"),
    B4("B4", "a segment is accepted whole, bounded, and its leases and attempts end"),
    B5("B5", "what is lost is made again, and is what its readers have seen"),
    B6("B6", "what an outcome adds is its own, and complete, whatever there is of it"),
    B7(
            "B7",
            "elements come together in their order; what is missing is passed over, and never seen by a function"),
    B8("B8", "what a policy decides is decided once, and ends what it does not need"),
    B9("B9", "all of a run lives as long as any of it, and then nothing"),
    B10("B10", "a store that was out of reach takes nobody for dead"),
    B12("B12", "the record is the truth, and the bell rings for everybody"),
    B13("B13", "a full store refuses values and no steps");

    /// Groups of the contract, by the rule that most of their cases are about.
    private static final Map<String, ProtocolRule> OF_GROUPS =
            Map.ofEntries(
                    Map.entry("Submitting", RUN),
                    Map.entry("Starting", CLAIMS),
                    Map.entry("LeasesAndDeadlines", CLAIMS),
                    Map.entry("Committing", COMMIT),
                    Map.entry("Granting", EDGES),
                    Map.entry("WantedInputsOfChildren", ANSWERS),
                    Map.entry("Growing", GROWTH),
                    Map.entry("GrownTasks", GROWTH),
                    Map.entry("InlineFanOuts", B3),
                    Map.entry("Holding", HOLD),
                    Map.entry("Parallelism", PLACES),
                    Map.entry("Places", PLACES),
                    Map.entry("LostWorkers", REAPING),
                    Map.entry("Progress", RECORD),
                    Map.entry("Recording", RECORD),
                    Map.entry("A1AndA4OneExecutionOneAnswer", A4),
                    Map.entry("A2EdgesInChunks", A2),
                    Map.entry("A5Collecting", A5),
                    Map.entry("B1Failing", B1),
                    Map.entry("B2CancellingAndResuming", B2),
                    Map.entry("B4Segments", B4),
                    Map.entry("B5LostOutputs", B5),
                    Map.entry("B8TakingTheFirst", B8),
                    Map.entry("B9Expiring", B9),
                    Map.entry("B10Outages", B10),
                    Map.entry("B12WaitingAndWatching", B12));

    /// Cases that are about another rule than their group.
    private static final Map<String, ProtocolRule> OF_CASES =
            Map.ofEntries(
                    Map.entry("winnerThatLostItsAnswerHearsItAgainEvenIfTheRunIsDone", A1),
                    Map.entry("claimNumbersAreNotBehindTheStoresClock", A4),
                    Map.entry("a3_invocationThatIsNotAdoptedIsSentAgainWithTheSameClaim", A3),
                    Map.entry("activeRunsAreThoseThatHaveNotEnded", A7),
                    Map.entry("inputThatWasCommittedByAnotherExecutionIsStale", A9),
                    Map.entry("outputThatDiffersFromWhatAChildHasUsedEndsTheRunLoudly", A9),
                    Map.entry("childrenThatUseTwoOutputsOfOneTaskEndTheRunLoudly", A9),
                    Map.entry("taskThatLosesItsWorkersAgainAndAgainEndsTheRunAsPoison", B1),
                    Map.entry("lossOfAStartedClaimIsCountedAndTheNextClaimIsIssued", B1),
                    Map.entry("runBeyondItsHardEndIsFailedAsExpired", B9),
                    Map.entry("lostAttemptOfATaskWithOutsideEffectsIsFenced", FENCE),
                    Map.entry("lostAttemptOfARootWithOutsideEffectsIsFenced", FENCE),
                    Map.entry("keptClaimWhoseWorkerIsLostIsIssuedToWhoeverIsInvoked", REAPING),
                    Map.entry("reapingTakesNoMoreThanItWasAskedFor", REAPING));

    private final String name;
    private final String says;

    ProtocolRule(String name, String says) {
        this.name = name;
        this.says = says;
    }

    /// The rule that a case of the contract is about.
    static ProtocolRule of(String group, String method) {
        ProtocolRule rule = OF_CASES.getOrDefault(method, OF_GROUPS.get(group));
        if (rule == null) {
            throw new AssertionError("group %s must be about a rule".formatted(group));
        }
        return rule;
    }

    String says() {
        return says;
    }

    @Override
    public String toString() {
        return name;
    }
}
