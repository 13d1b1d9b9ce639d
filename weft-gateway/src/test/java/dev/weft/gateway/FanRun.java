package dev.weft.gateway;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invocation;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A run of many roots and one sink, whose tasks do what a script says.
///
/// @param script see [Script]; it travels as the name of the graph
record FanRun(RunKey key, int width, RunLimits limits, String script) {
    static FanRun of(String id, int width, String script) {
        return new FanRun(
                new RunKey(new RunId(id), id.hashCode()), width, RunLimits.standard(), script);
    }

    FanRun withLimits(RunLimits limits) {
        return new FanRun(key, width, limits, script);
    }

    RunCode code() {
        return new RunCode("archive", script);
    }

    Submit submission() {
        return new Submit(
                key,
                "shape",
                "content",
                width + 1,
                width,
                width,
                IntStream.range(0, width).toArray(),
                new BitSet(),
                limits,
                code(),
                "a test");
    }

    /// What the client invokes when it has submitted the run.
    Invocation roots(SubmitAnswer answer) {
        SubmitAnswer.Created created = (SubmitAnswer.Created) answer;
        return new Invocation(
                key,
                created.epoch(),
                code(),
                limits,
                created.roots().stream().map(Grant::claim).toList(),
                created.nextDeadlineMicros(),
                false,
                Optional.empty());
    }

    Start start(WorkerId worker, int epoch, Claim claim, long execution) {
        return new Start(
                key, epoch, worker, List.of(new Start.Adoption(claim, execution)), new int[0]);
    }

    static boolean isAdopted(StartAnswer answer) {
        return answer instanceof StartAnswer.Started started
                && started.verdicts().getFirst() instanceof StartAnswer.Verdict.Adopted;
    }

    Commit commit(WorkerId worker, int epoch, Claim claim, long execution) {
        Payload value = new Payload.Shared("of " + claim.task());
        return commit(worker, epoch, claim, execution, new Output.Inline(value, 0, 0));
    }

    Commit commit(WorkerId worker, int epoch, Claim claim, long execution, Output output) {
        int task = claim.task();
        boolean sink = task == width;
        int[] roots = IntStream.range(0, width).toArray();
        int[] degrees = IntStream.range(0, width).map(_ -> 1).toArray();
        SegmentTask done =
                new SegmentTask(
                        task,
                        execution,
                        Outcome.COMMITTED,
                        output,
                        sink
                                ? OutgoingEdges.NONE
                                : new OutgoingEdges(
                                        new int[] {task},
                                        new int[] {width},
                                        new int[] {width},
                                        new BitSet()),
                        sink ? Inputs.fromStore(roots, degrees, 0) : Inputs.NONE);
        return new Commit(
                key, epoch, worker, claim, List.of(done), 0, true, 0, List.of(), List.of());
    }

    static List<Claim> ready(CommitAnswer answer) {
        return answer instanceof CommitAnswer.Committed committed
                ? committed.grants().stream().map(Grant::claim).toList()
                : List.of();
    }
}
