package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.Hold;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.SubmitAnswer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Steps and their answers in a line each, for the trace of a simulation. The records' own texts would
/// differ from run to run, because they show arrays by their identity.
final class StepText {
    private static final long BASE =
            1_767_225_600_000_000L; // k is a time since the clock's beginning

    private static final int MOST = 20;

    private StepText() {}

    static String of(Start start) {
        return "start " + all(start.claims(), a -> claim(a.claim()) + execution(a.execution()));
    }

    static String of(Commit commit) {
        return "commit %s %s%s keep %d epoch %d%s"
                .formatted(
                        claim(commit.claim()),
                        all(commit.tasks(), StepText::task),
                        part(commit.part(), commit.last()),
                        commit.keep(),
                        commit.epoch(),
                        commit.handOvers().isEmpty()
                                ? ""
                                : " hands over " + all(commit.handOvers(), StepText::claim));
    }

    private static String part(int part, boolean last) {
        return part == 0 && last ? "" : " part " + part + (last ? ", the last," : "");
    }

    private static String task(SegmentTask task) {
        String outcome = task.outcome() == Outcome.COMMITTED ? "" : task.outcome() + " ";
        return "%d%s %s%s→%s"
                .formatted(
                        task.task(),
                        execution(task.execution()),
                        outcome,
                        output(task.output()),
                        all(task.edges().children()));
    }

    private static String output(Output output) {
        return output.getClass().getSimpleName();
    }

    static String of(Grow grow) {
        return "grow %s by %d%s %d tasks, %d edges"
                .formatted(
                        claim(grow.claim()),
                        grow.task(),
                        execution(grow.execution()),
                        grow.tasks(),
                        grow.edges());
    }

    static String of(Hold hold) {
        return "hold " + claim(hold.claim()) + " children " + all(hold.edges().children());
    }

    static String of(Renew renew) {
        return "renew " + all(renew.claims(), r -> claim(r.claim()));
    }

    static String of(Fail fail) {
        return "fail %s%s %s in attempt %d, %s%s"
                .formatted(
                        claim(fail.claim()),
                        execution(fail.execution()),
                        fail.error().code(),
                        fail.error().attempt(),
                        fail.retryAfter().map(delay -> "again after " + delay).orElse("for good"),
                        part(fail.part(), fail.last()));
    }

    static String answer(@Nullable Object answer) {
        return switch (answer) {
            case null -> "null";
            case SubmitAnswer.Created(var roots, _, _) -> "created " + grants(roots);
            case SubmitAnswer.Existing _ -> "exists";
            case StartAnswer.Started(var verdicts, _, var growths, _) ->
                    "started %s%s"
                            .formatted(
                                    all(verdicts, StepText::of),
                                    growths.isEmpty()
                                            ? ""
                                            : " of growths " + all(growths, StepText::of));
            case CommitAnswer.Committed c ->
                    "committed%s %s%s %s"
                            .formatted(
                                    c.again() ? " again" : "",
                                    grants(c.grants()),
                                    c.garbage().isEmpty() ? "" : " garbage " + values(c.garbage()),
                                    c.status());
            case CommitAnswer.Refused(var reason, var winner) ->
                    "refused " + reason + " " + all(winner, StepText::of);
            case GrowAnswer.Grown(var growth) -> "grown " + of(growth);
            case HoldAnswer.Held(var grants, var unready, var contended) ->
                    "held " + grants(grants) + " unready " + unready + " contended " + contended;
            case RenewAnswer.Renewed(var lost, _) -> "renewed, lost " + all(lost, StepText::claim);
            case ReapAnswer.Reaped r ->
                    "reaped %s%s %s"
                            .formatted(
                                    grants(r.reissued()),
                                    r.garbage().isEmpty() ? "" : " garbage " + values(r.garbage()),
                                    r.status());
            case FailAnswer.Recorded(var again, var grants, _, var status) ->
                    "recorded" + (again ? " again " : " ") + grants(grants) + " " + status;
            case ResumeAnswer.Resumed(var epoch, var grants, _) ->
                    "resumed in epoch " + epoch + " " + grants(grants);
            case ResumeAnswer.NothingToDo _ -> "nothing to do";
            case CancelAnswer.Found(var found) -> "found " + found;
            default -> answer instanceof Record record ? record.toString() : "answered";
        };
    }

    private static String of(Growth growth) {
        return "%d%s by %d tasks from %d, %d edges from %d"
                .formatted(
                        growth.owner(),
                        execution(growth.execution()),
                        growth.tasks(),
                        growth.firstTask(),
                        growth.edges(),
                        growth.firstEdge());
    }

    private static String of(StartAnswer.Verdict verdict) {
        return switch (verdict) {
            case StartAnswer.Verdict.Adopted(var grant) -> "adopted " + grant(grant);
            case StartAnswer.Verdict.PublishOnly(var claim, var winner) ->
                    "publish " + claim(claim) + " for " + of(winner);
            case StartAnswer.Verdict.Refused(var claim, var reason) -> claim(claim) + " " + reason;
            case StartAnswer.Verdict.NotReady(var claim) -> claim(claim) + " not ready";
        };
    }

    static String of(TaskResult result) {
        return "%d%s %s %s%s"
                .formatted(
                        result.task(),
                        execution(result.execution()),
                        result.outcome(),
                        output(result.output()),
                        result.open() ? " open" : "");
    }

    static String grants(List<Grant> grants) {
        return all(grants, StepText::grant);
    }

    private static String grant(Grant grant) {
        return claim(grant.claim())
                + " "
                + grant.mode()
                + (grant.skip() ? " skip" : "")
                + (grant.failures() > 0 ? " failures " + grant.failures() : "")
                + (grant.losses() > 0 ? " losses " + grant.losses() : "");
    }

    static String claim(Claim claim) {
        return claim.task() + "#" + (claim.k() - BASE);
    }

    static String results(int[] tasks) {
        return "results " + all(tasks);
    }

    static String claims(List<Claim> claims) {
        return all(claims, StepText::claim);
    }

    static String values(Collection<ValueId> values) {
        return all(List.copyOf(values), v -> v.task() + execution(v.execution()));
    }

    private static String execution(long execution) {
        return "/" + Long.toHexString(execution & 0xFFFF);
    }

    private static String all(int[] numbers) {
        return all(Arrays.stream(numbers).limit(MOST + 1).boxed().toList(), String::valueOf);
    }

    /// The first of them.
    private static <T> String all(List<T> items, Function<T, String> text) {
        String end = items.size() > MOST ? ", …]" : "]";
        return items.stream().limit(MOST).map(text).collect(Collectors.joining(", ", "[", end));
    }
}
