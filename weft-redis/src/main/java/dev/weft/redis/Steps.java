package dev.weft.redis;

import static dev.weft.model.Checks.require;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunLimits;
import dev.weft.model.ValueId;
import dev.weft.spi.Fail;
import dev.weft.spi.Grow;
import dev.weft.spi.Hold;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invalidate;
import dev.weft.spi.LostWorker;
import dev.weft.spi.Renew;
import dev.weft.spi.Resume;
import dev.weft.spi.Submit;
import java.util.List;

/// Steps in the form that their scripts read; what the elements of each are is said in the script.
final class Steps {
    /// What the counts of arrivals have room for in one string.
    static final int MOST_TASKS = 1 << 26;

    private Steps() {}

    static byte[] of(Submit submit) {
        check(submit);
        RunLimits limits = submit.limits();
        Pack pack = new Pack().array(5).text(Keys.incarnation(submit.run()));
        pack.array(12)
                .text("content")
                .text(submit.contentHash())
                .text("shape")
                .text(submit.shapeHash())
                .text("by")
                .text(submit.submittedBy())
                .text("archive")
                .text(submit.code().archive())
                .text("graph")
                .text(submit.code().graph())
                .text("limits")
                .string(LimitsForm.encode(limits));
        pack.array(11)
                .number(submit.tasks())
                .number(submit.edges())
                .number(submit.sink())
                .number(limits.poisonLimit())
                .number(limits.goOn() ? 1 : 0)
                .number(Micros.of(limits.hardEnd()))
                .number(Micros.of(limits.lease()))
                .number(Micros.of(limits.dispatch()))
                .number(Micros.of(limits.retention()))
                .number(Micros.of(limits.lossWindow()))
                .number(limits.parallelism());
        ints(pack, submit.roots());
        pack.array(submit.roots().length);
        for (int i = 0; i < submit.roots().length; i++) {
            pack.flag(submit.fencedRoots().get(i));
        }
        return pack.toBytes();
    }

    private static void check(Submit submit) {
        require(submit.tasks() >= 1, "tasks must be >= 1, was %d", submit.tasks());
        require(
                submit.tasks() <= MOST_TASKS,
                "tasks must be <= %d, was %d",
                MOST_TASKS,
                submit.tasks());
        require(submit.edges() >= 0, "edges must be >= 0, was %d", submit.edges());
        require(submit.roots().length >= 1, "roots must not be empty, was %d", 0);
        Highest highest = new Highest();
        highest.tasks(submit.roots());
        highest.task(submit.sink());
        require(
                highest.task() < submit.tasks(),
                "task must be in 0..%d, was %d",
                submit.tasks() - 1,
                highest.task());
    }

    static byte[] of(Grow grow) {
        require(grow.tasks() >= 0, "tasks must be >= 0, was %d", grow.tasks());
        require(grow.edges() >= 0, "edges must be >= 0, was %d", grow.edges());
        Highest highest = new Highest();
        highest.task(grow.claim().task());
        highest.task(grow.task());
        Pack pack = new Pack().array(11).number(grow.epoch());
        return claim(pack, grow.claim())
                .number(grow.task())
                .bits(grow.execution())
                .text(grow.label())
                .number(grow.tasks())
                .number(grow.edges())
                .number(Grow.MOST_TASKS)
                .number(Grow.MOST_EDGES)
                .number(highest.task())
                .toBytes();
    }

    static byte[] of(Hold hold) {
        Highest highest = new Highest();
        highest.task(hold.claim().task());
        highest.task(hold.task());
        highest.edges(hold.edges());
        Pack pack = new Pack().array(9).number(hold.epoch()).text(hold.worker().value());
        claim(pack, hold.claim()).number(hold.task()).bits(hold.execution());
        edges(pack, hold.edges());
        return pack.number(highest.task()).number(highest.edge()).toBytes();
    }

    static byte[] of(Renew renew) {
        Highest highest = new Highest();
        Pack pack = new Pack().array(5).number(renew.epoch()).text(renew.worker().value());
        pack.array(3 * renew.claims().size());
        for (Renew.Renewal renewal : renew.claims()) {
            highest.task(renewal.claim().task());
            claim(pack, renewal.claim()).number(renewal.executing());
        }
        claims(pack, renew.handOvers(), highest);
        return pack.number(highest.task()).toBytes();
    }

    /// @param answeringMicros for how long the store has been answering
    static byte[] ofReap(int max, long answeringMicros) {
        return new Pack().array(2).number(max).number(answeringMicros).toBytes();
    }

    static byte[] ofDiscard(List<ValueId> values) {
        Packed ids = new Packed();
        values.forEach(value -> ids.int32(value.task()).int64(value.execution()));
        return new Pack().array(1).string(ids.toBytes()).toBytes();
    }

    static byte[] of(Fail fail) {
        Highest highest = new Highest();
        highest.task(fail.claim().task());
        highest.edges(fail.edges());
        highest.inputs(fail.inputs());
        Pack pack = new Pack().array(17).number(fail.epoch()).text(fail.worker().value());
        claim(pack, fail.claim())
                .bits(fail.execution())
                .string(ErrorForm.encode(fail.error()))
                .number(fail.error().attempt())
                .flag(fail.error().last())
                .number(fail.retryAfter().map(Micros::of).orElse(-1L))
                .flag(fail.endsRun());
        edges(pack, fail.edges());
        inputs(pack, fail.inputs());
        return pack.number(fail.part())
                .flag(fail.last())
                .number(highest.task())
                .number(highest.edge())
                .toBytes();
    }

    static byte[] of(LostWorker lost) {
        return new Pack()
                .array(4)
                .text(lost.worker().value())
                .text(lost.lastWords())
                .flag(lost.outOfMemory())
                .number(LostWorker.MOST_ERRORS)
                .toBytes();
    }

    static byte[] of(Invalidate invalidate) {
        Highest highest = new Highest();
        highest.task(invalidate.claim().task());
        highest.task(invalidate.parent());
        highest.tasks(invalidate.along());
        highest.edges(invalidate.edges());
        highest.inputs(invalidate.inputs());
        Pack pack = new Pack().array(14).number(invalidate.epoch());
        pack.text(invalidate.worker().value());
        claim(pack, invalidate.claim()).number(invalidate.parent()).bits(invalidate.execution());
        pack.array(invalidate.along().length);
        for (int task : invalidate.along()) {
            pack.number(task);
        }
        edges(pack, invalidate.edges());
        inputs(pack, invalidate.inputs());
        return pack.flag(invalidate.fenced())
                .number(Invalidate.MOST_PER_TASK)
                .number(highest.task())
                .number(highest.edge())
                .toBytes();
    }

    static byte[] of(Resume resume) {
        return new Pack()
                .array(6)
                .text(resume.shapeHash())
                .number(resume.fromEpoch())
                .text(resume.code().archive())
                .text(resume.code().graph())
                .text(resume.code().constants())
                .text(resume.resumedBy())
                .toBytes();
    }

    static byte[] ofResults(int[] tasks) {
        Highest highest = new Highest();
        highest.tasks(tasks);
        Pack pack = new Pack().array(2);
        ints(pack, tasks);
        return pack.number(highest.task()).toBytes();
    }

    static byte[] ofEvents(long from, int max) {
        return new Pack().array(2).number(from).number(max).toBytes();
    }

    /// Of steps that say nothing but which run they are about.
    static byte[] ofNothing() {
        return new Pack().array(0).toBytes();
    }

    private static void edges(Pack pack, OutgoingEdges edges) {
        pack.array(3 * edges.size());
        for (int i = 0; i < edges.size(); i++) {
            pack.number(edges.edges()[i])
                    .number(edges.children()[i])
                    .number(2L * edges.inDegrees()[i] + (edges.fenced().get(i) ? 1 : 0));
        }
    }

    private static void inputs(Pack pack, Inputs inputs) {
        int parents = inputs.parents().length;
        pack.number(inputs.firstEdge()).array(2 * parents);
        for (int i = 0; i < parents; i++) {
            pack.number(inputs.parents()[i]).number(inputs.outDegrees()[i]);
        }
    }

    private static Pack claim(Pack pack, Claim claim) {
        return pack.number(claim.task()).number(claim.k());
    }

    private static void claims(Pack pack, List<Claim> claims, Highest highest) {
        highest.claims(claims);
        pack.array(2 * claims.size());
        claims.forEach(claim -> claim(pack, claim));
    }

    private static void ints(Pack pack, int[] numbers) {
        pack.array(numbers.length);
        for (int number : numbers) {
            pack.number(number);
        }
    }
}
