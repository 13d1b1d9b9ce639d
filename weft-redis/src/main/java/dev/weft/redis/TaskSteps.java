package dev.weft.redis;

import static dev.weft.model.Checks.require;

import dev.weft.model.Claim;
import dev.weft.model.Growth;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.ValueId;
import dev.weft.model.WorkDone;
import dev.weft.spi.Commit;
import dev.weft.spi.Inputs;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.WantedInputs;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// START and COMMIT, which are taken for every task, in the form that their scripts read.
final class TaskSteps {
    private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int GROWS = 128; // beside the outcome
    private static final int SETTLES_GROWN = 64; // beside both
    private static final byte[] NOTHING = {};

    private TaskSteps() {}

    static byte[] of(Start start) {
        Highest highest = new Highest();
        highest.tasks(start.inputs());
        for (Start.Adoption adoption : start.claims()) {
            highest.task(adoption.claim().task());
        }
        Packed out =
                new Packed()
                        .int32(start.epoch())
                        .int32(start.claims().size())
                        .int32(start.inputs().length)
                        .int32(Math.max(0, highest.task()))
                        .text(start.worker().value());
        for (Start.Adoption adoption : start.claims()) {
            claim(out, adoption.claim()).int64(adoption.execution());
        }
        return out.int32s(start.inputs()).toBytes();
    }

    static byte[] of(Commit commit) {
        List<SegmentTask> tasks = commit.tasks();
        require(!tasks.isEmpty(), "tasks must not be empty, was %s", tasks);
        require(commit.part() >= 0, "part must be >= 0, was %d", commit.part());
        Highest highest = new Highest();
        Packed body = new Packed();
        for (SegmentTask task : tasks) {
            task(body, task, highest);
        }
        int wishes = wanted(body, commit.wanted(), highest);
        highest.claims(commit.handOvers());
        commit.handOvers().forEach(claim -> claim(body, claim));
        int deleted = deleted(body, commit.deleted(), highest);
        highest.task(commit.claim().task());
        Packed out = new Packed().int32(commit.epoch());
        claim(out, commit.claim())
                .int32(commit.part())
                .int8(commit.last() ? 1 : 0)
                .int32(commit.keep())
                .int32(tasks.size())
                .int32(wishes)
                .int32(commit.handOvers().size())
                .int32(deleted);
        work(out, commit.work());
        return out.int32(highest.task())
                .int32(highest.edge())
                .text(commit.worker().value())
                .raw(body)
                .toBytes();
    }

    private static void task(Packed out, SegmentTask task, Highest highest) {
        Inputs inputs = task.inputs();
        OutgoingEdges edges = task.edges();
        highest.task(task.task());
        highest.edges(edges);
        highest.inputs(inputs);
        byte[] value = value(task);
        out.int32(task.task()).int64(task.execution()).int8(outcome(task));
        out.int32(task.failures());
        output(out, task.output());
        out.int32(edges.size())
                .int32(inputs.firstEdge())
                .int32(inputs.parents().length)
                .int32(inputs.executions().length)
                .int32(value.length);
        edges(out, edges);
        inputs(out, inputs);
        out.raw(value);
        Growth grown = task.grown();
        if (grown != null) {
            out.int32(grown.firstTask())
                    .int32(grown.tasks())
                    .int32(grown.firstEdge())
                    .int32(grown.edges());
        }
    }

    private static int outcome(SegmentTask task) {
        int outcome = Codes.of(task.outcome());
        require(
                !task.settlesGrown() || task.grown() != null,
                "what task %d settles must have been added by it, nothing was",
                task.task());
        return outcome
                | (task.grown() == null ? 0 : GROWS)
                | (task.settlesGrown() ? SETTLES_GROWN : 0);
    }

    /// Where an output is, its size, its digest.
    private static void output(Packed out, Output output) {
        switch (output) {
            case Output.None() -> out.int8(0).int64(0);
            case Output.Inline(Payload _, long bytes, long _) -> out.int8(1).int64(bytes);
            case Output.Spread(long bytes, long _) -> out.int8(2).int64(bytes);
            case Output.Elided(long _) -> out.int8(3).int64(0);
            case Output.Collected(long _) -> out.int8(4).int64(0);
        }
        out.int64(output.digest());
    }

    private static byte[] value(SegmentTask task) {
        if (!(task.output() instanceof Output.Inline(Payload payload, long _, long _))) {
            return NOTHING;
        }
        if (payload instanceof Payload.Encoded(byte[] bytes)) {
            return bytes;
        }
        throw new IllegalArgumentException(
                "payload of task %d must be encoded, since this store keeps no references, was %s"
                        .formatted(task.task(), payload.getClass().getSimpleName()));
    }

    private static void edges(Packed out, OutgoingEdges edges) {
        for (int i = 0; i < edges.size(); i++) {
            out.int32(edges.edges()[i])
                    .int32(edges.children()[i])
                    .int32(2 * edges.inDegrees()[i] + (edges.fenced().get(i) ? 1 : 0));
        }
    }

    private static void inputs(Packed out, Inputs inputs) {
        for (int i = 0; i < inputs.parents().length; i++) {
            out.int32(inputs.parents()[i]).int32(inputs.outDegrees()[i]);
        }
        long[] executions = inputs.executions();
        for (int i = 0; i < executions.length; i++) {
            out.int64(executions[i]).int64(i < inputs.digests().length ? inputs.digests()[i] : 0);
        }
    }

    private static int wanted(Packed out, WantedInputs wanted, Highest highest) {
        int[] children = wanted.children();
        require(
                wanted.parents().length == children.length,
                "parents must have one entry a child (%d), was %d",
                children.length,
                wanted.parents().length);
        highest.tasks(children);
        int numbers = 0;
        for (int i = 0; i < children.length; i++) {
            int[] parents = wanted.parents()[i];
            highest.tasks(parents);
            out.int32(children[i]).int32(parents.length).int32s(parents);
            numbers += 2 + parents.length;
        }
        return numbers;
    }

    /// Values in the run's own slot are the store's to delete: of those nobody has to say anything.
    private static int deleted(Packed out, List<ValueId> values, Highest highest) {
        int count = 0;
        for (ValueId value : values) {
            highest.task(value.task());
            if (value.spread()) {
                out.int32(value.task()).int64(value.execution());
                count++;
            }
        }
        return count;
    }

    private static void work(Packed out, WorkDone work) {
        out.int64(work.attempts())
                .int64(work.executingNanos() / NANOS_A_SECOND)
                .int64(work.executingNanos() % NANOS_A_SECOND)
                .int64(work.encodedBytes())
                .int64(work.roundTrips());
    }

    private static Packed claim(Packed out, Claim claim) {
        return out.int32(claim.task()).int64(claim.k());
    }
}
