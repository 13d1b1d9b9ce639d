package dev.weft.redis;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.RunId;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.SubmitAnswer;
import dev.weft.spi.Superseded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What scripts answer, made into the answers of the SPI. The first element says which one it is:
/// those below are common to all, what further numbers mean is said in each script.
final class Answers {
    private static final int OVER = 0;
    private static final int GONE = 1;

    private Answers() {}

    /// Why there is no other answer; `null` if there is one.
    private static @Nullable RunOver over(int code) {
        return switch (code) {
            case OVER -> RunOver.OVER;
            case GONE -> RunOver.GONE;
            default -> null;
        };
    }

    /// Whether there is a run to answer about.
    static boolean isThere(Unpack in) {
        in.array();
        return over(in.integer()) == null;
    }

    static SubmitAnswer submit(RunId id, Unpack in) {
        in.array();
        return switch (in.integer()) {
            case 3 -> new SubmitAnswer.Created(grants(in), in.integer(), deadline(in));
            case 4 -> new SubmitAnswer.Existing(RunForm.decode(id, in));
            case 5 -> new SubmitAnswer.Conflict(RunForm.decode(id, in));
            case 7 -> new SubmitAnswer.NotStored();
            default -> throw othersKey(in.text());
        };
    }

    private static StoreRefusedException othersKey(String key) {
        return new StoreRefusedException(
                "key '%s' must be one that Weft has written, was another program's: give Weft a"
                                .formatted(key)
                        + " store of its own, or the run another id",
                null);
    }

    static GrowAnswer grow(Unpack in) {
        in.array();
        int code = in.integer();
        RunOver over = over(code);
        if (over != null) {
            return new GrowAnswer.Over(over);
        }
        return switch (code) {
            case 3 -> new GrowAnswer.Refused(reason(in));
            case 4 -> new GrowAnswer.Grown(GrowthForm.decode(in.string()));
            default -> new GrowAnswer.TooLarge(in.integer(), in.integer());
        };
    }

    static HoldAnswer hold(Unpack in) {
        in.array();
        int code = in.integer();
        RunOver over = over(code);
        if (over != null) {
            return new HoldAnswer.Over(over);
        }
        return code == 3
                ? new HoldAnswer.Refused(reason(in))
                : new HoldAnswer.Held(grants(in), in.integer(), in.integer());
    }

    static RenewAnswer renew(Renew renew, Unpack in) {
        in.array();
        RunOver over = over(in.integer());
        if (over != null) {
            return new RenewAnswer.Over(over);
        }
        int renewed = renew.claims().size();
        List<Claim> lost = new ArrayList<>(0);
        for (int i = in.array(); i > 0; i--) {
            int place = in.integer();
            lost.add(
                    place < renewed
                            ? renew.claims().get(place).claim()
                            : renew.handOvers().get(place - renewed));
        }
        return new RenewAnswer.Renewed(lost, deadline(in));
    }

    static ReapAnswer reap(Unpack in) {
        in.array();
        RunOver over = over(in.integer());
        return over != null
                ? new ReapAnswer.Over(over)
                : new ReapAnswer.Reaped(
                        grants(in), values(in), deadline(in), in.integer(), status(in));
    }

    static FailAnswer fail(Unpack in) {
        in.array();
        int code = in.integer();
        RunOver over = over(code);
        if (over != null) {
            return new FailAnswer.Over(over);
        }
        return code == 3
                ? new FailAnswer.Refused(reason(in))
                : new FailAnswer.Recorded(in.flag(), grants(in), deadline(in), status(in));
    }

    static InvalidateAnswer invalidate(Unpack in) {
        in.array();
        int code = in.integer();
        RunOver over = over(code);
        if (over != null) {
            return new InvalidateAnswer.Over(over);
        }
        return switch (code) {
            case 3 -> new InvalidateAnswer.Refused(reason(in));
            case 4 -> new InvalidateAnswer.Changed();
            default ->
                    new InvalidateAnswer.Invalidated(
                            in.flag(), grants(in), deadline(in), status(in));
        };
    }

    static CancelAnswer cancel(Unpack in) {
        return isThere(in) ? new CancelAnswer.Found(status(in)) : new CancelAnswer.Gone();
    }

    static ResumeAnswer resume(RunId id, Unpack in) {
        in.array();
        int code = in.integer();
        return switch (code) {
            case GONE -> new ResumeAnswer.Gone();
            case 3 -> new ResumeAnswer.OtherShape(RunForm.decode(id, in));
            case 4 -> new ResumeAnswer.NothingToDo(RunForm.decode(id, in));
            default -> new ResumeAnswer.Resumed(in.integer(), grants(in), deadline(in));
        };
    }

    /// Results in the order in which they were asked for; `null` for a task that is not settled.
    static List<@Nullable TaskResult> results(Unpack in) {
        int count = in.array();
        List<@Nullable TaskResult> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(in.isFalse() ? null : result(in));
        }
        return results;
    }

    private static TaskResult result(Unpack in) {
        in.array();
        return TaskForm.result(in.integer(), in.string(), in.stringOrFalse());
    }

    private static List<Grant> grants(Unpack in) {
        int count = in.array();
        if (count == 0) {
            return List.of();
        }
        List<Grant> grants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            grants.add(grant(in));
        }
        return grants;
    }

    private static Grant grant(Unpack in) {
        in.array();
        return new Grant(
                in.integer(),
                in.number(),
                Codes.mode(in.integer()),
                in.flag(),
                in.integer(),
                in.integer());
    }

    private static List<ValueId> values(Unpack in) {
        return values(in.string());
    }

    /// Values in the blob store, 12 bytes each.
    static List<ValueId> values(byte[] ids) {
        if (ids.length == 0) {
            return List.of();
        }
        ByteBuffer from = TaskForm.littleEndian(ids);
        List<ValueId> values = new ArrayList<>(ids.length / 12);
        while (from.hasRemaining()) {
            values.add(new ValueId(from.getInt(), from.getLong(), true));
        }
        return values;
    }

    private static Superseded reason(Unpack in) {
        return Codes.reason(in.integer());
    }

    private static RunStatus status(Unpack in) {
        return Codes.status(in.integer());
    }

    private static long deadline(Unpack in) {
        long deadline = in.number();
        return deadline < 0 ? Long.MAX_VALUE : deadline;
    }
}
