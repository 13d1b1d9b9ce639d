package dev.weft.redis;

import dev.weft.model.Grant;
import dev.weft.model.TaskResult;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StartAnswer.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answers to START and COMMIT, which scripts pack by hand, little-endian.
final class TaskAnswers {
    private static final int OVER = 0;
    private static final int GONE = 1;

    private TaskAnswers() {}

    static StartAnswer start(Start start, byte[] answer) {
        ByteBuffer in = TaskForm.littleEndian(answer);
        return switch (in.get()) {
            case OVER -> new StartAnswer.Over(RunOver.OVER);
            case GONE -> new StartAnswer.Over(RunOver.GONE);
            default -> started(start, in);
        };
    }

    private static StartAnswer.Started started(Start start, ByteBuffer in) {
        long deadline = deadline(in);
        return new StartAnswer.Started(
                verdicts(start, in), inputs(start, in), GrowthForm.rest(in), deadline);
    }

    private static List<Verdict> verdicts(Start start, ByteBuffer in) {
        List<Verdict> verdicts = new ArrayList<>(start.claims().size());
        for (Start.Adoption adoption : start.claims()) {
            verdicts.add(
                    switch (in.get()) {
                        case 0 -> new Verdict.Adopted(grant(in));
                        case 1 -> new Verdict.PublishOnly(adoption.claim(), result(in));
                        case 2 -> new Verdict.Refused(adoption.claim(), Codes.reason(in.get()));
                        default -> new Verdict.NotReady(adoption.claim());
                    });
        }
        return verdicts;
    }

    private static List<@Nullable TaskResult> inputs(Start start, ByteBuffer in) {
        List<@Nullable TaskResult> inputs = new ArrayList<>(start.inputs().length);
        for (int i = 0; i < start.inputs().length; i++) {
            inputs.add(in.get() == 0 ? null : result(in));
        }
        return inputs;
    }

    /// @param endedMicros when the run has ended; 0 while it goes on, or if that is not told
    record Commit(CommitAnswer answer, long endedMicros) {}

    /// The answer to one segment of several.
    ///
    /// @param answer empty if there is no run
    static byte[][] commits(byte[] answer, int count) {
        byte[][] each = new byte[count][];
        if (answer.length == 0) {
            Arrays.fill(each, answer);
            return each;
        }
        ByteBuffer in = TaskForm.littleEndian(answer);
        long deadline = in.getLong();
        for (int i = 0; i < count; i++) {
            int length = in.getInt();
            each[i] = new byte[Long.BYTES + length];
            TaskForm.littleEndian(each[i]).putLong(deadline);
            in.get(each[i], Long.BYTES, length);
        }
        return each;
    }

    /// @throws IllegalArgumentException if the step named what the run does not have
    static Commit commit(byte[] answer) {
        if (answer.length == 0) {
            return new Commit(new CommitAnswer.Over(RunOver.GONE), 0);
        }
        ByteBuffer in = TaskForm.littleEndian(answer);
        long deadline = deadline(in);
        return switch (in.get()) {
            case OVER -> new Commit(new CommitAnswer.Over(RunOver.OVER), 0);
            case 2 -> throw Errors.badNumber(in.getInt() - 1, in.getInt() - 1);
            case 3 -> new Commit(refused(in), 0);
            case 4 -> new Commit(new CommitAnswer.NotReady(Codes.missing(in.get())), 0);
            default -> committed(in, deadline);
        };
    }

    private static CommitAnswer refused(ByteBuffer in) {
        int reason = in.get();
        boolean winner = in.get() == 1;
        return new CommitAnswer.Refused(
                Codes.reason(reason), winner ? List.of(result(in)) : List.of());
    }

    private static Commit committed(ByteBuffer in, long deadline) {
        boolean again = in.get() == 1;
        int status = in.get();
        long ended = in.getLong();
        int grants = in.getInt();
        int inputs = in.getInt();
        byte[] garbage = new byte[in.getInt()];
        List<Grant> granted = grants(in, grants);
        List<TaskResult> carried = new ArrayList<>(inputs);
        for (int i = 0; i < inputs; i++) {
            carried.add(result(in));
        }
        in.get(garbage);
        return new Commit(
                new CommitAnswer.Committed(
                        again,
                        granted,
                        carried,
                        Answers.values(garbage),
                        deadline,
                        Codes.status(status)),
                ended);
    }

    private static List<Grant> grants(ByteBuffer in, int count) {
        if (count == 0) {
            return List.of();
        }
        List<Grant> grants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            grants.add(grant(in));
        }
        return grants;
    }

    private static Grant grant(ByteBuffer in) {
        return new Grant(
                in.getInt(),
                in.getLong(),
                Codes.mode(in.get()),
                in.get() == 1,
                in.getInt(),
                in.getInt());
    }

    private static TaskResult result(ByteBuffer in) {
        int task = in.getInt();
        byte[] result = new byte[TaskForm.RESULT_BYTES];
        in.get(result);
        boolean hasValue = in.get() == 1;
        byte[] value = new byte[in.getInt()];
        in.get(value);
        return TaskForm.result(task, result, hasValue ? value : null);
    }

    private static long deadline(ByteBuffer in) {
        long deadline = in.getLong();
        return deadline < 0 ? Long.MAX_VALUE : deadline;
    }
}
