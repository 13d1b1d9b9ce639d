package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.model.Claim;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.TaskResult;
import dev.weft.spi.RunSnapshot.ClaimState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Records of tasks as scripts store them (see `records.lua`): a result, a claim, or both.
final class TaskForm {
    static final int RESULT_BYTES = 39;
    private static final int HAS_RESULT = 1;
    private static final int HAS_CLAIM = 2;
    private static final int HAS_TROUBLE = 4;
    private static final int IS_STARTED = 1;
    private static final int IS_COVERED = 4 | 8;
    private static final byte[] EMPTY = {};

    private TaskForm() {}

    /// @param value what the store has of an inline output; `null` if nothing
    static TaskResult result(int task, byte[] bytes, byte @Nullable [] value) {
        ByteBuffer in = littleEndian(bytes);
        Claim claim = new Claim(in.getInt(), in.getLong());
        Outcome outcome = Codes.outcome(in.get());
        int kind = in.get();
        boolean open = in.get() == 1;
        long size = in.getLong();
        long execution = in.getLong();
        long digest = in.getLong();
        Output output =
                switch (kind) {
                    case 0 -> Output.None.INSTANCE;
                    case 1 -> {
                        Payload payload = new Payload.Encoded(value == null ? EMPTY : value);
                        yield new Output.Inline(payload, size, digest);
                    }
                    case 2 -> new Output.Spread(size, digest);
                    case 3 -> new Output.Elided(digest);
                    case 4 -> Output.Collected.of(digest);
                    default -> throw new IllegalStateException("no output is of kind " + kind);
                };
        return new TaskResult(task, outcome, claim, execution, output, open);
    }

    /// The part of a record that is a result; `null` if it has none.
    static byte @Nullable [] resultPart(byte[] record) {
        return (record[0] & HAS_RESULT) == 0
                ? null
                : java.util.Arrays.copyOfRange(record, 1, 1 + RESULT_BYTES);
    }

    /// The claim in a record; `null` if it has none, or one that was withdrawn.
    static @Nullable ClaimState claim(byte[] record) {
        if ((record[0] & HAS_CLAIM) == 0) {
            return null;
        }
        ByteBuffer in = littleEndian(record);
        in.position((record[0] & HAS_RESULT) == 0 ? 1 : 1 + RESULT_BYTES);
        long k = in.getLong();
        long firstK = in.getLong();
        int mode = in.get();
        int flags = in.get();
        in.position(in.position() + 4 * Integer.BYTES + 2 * Long.BYTES);
        Trouble trouble = (record[0] & HAS_TROUBLE) == 0 ? Trouble.NONE : Trouble.read(in);
        String owner = new String(record, in.position(), in.remaining(), UTF_8);
        if ((flags & IS_COVERED) == 0) {
            return null;
        }
        return new ClaimState(
                k,
                Codes.mode(mode),
                owner,
                (flags & IS_STARTED) != 0,
                trouble.failures(),
                trouble.losses(),
                trouble.dispatches(),
                trouble.fence() == 0 ? firstK : trouble.fence(),
                trouble.notBefore());
    }

    private record Trouble(int failures, int losses, int dispatches, long fence, long notBefore) {
        static final Trouble NONE = new Trouble(0, 0, 0, 0, 0);

        static Trouble read(ByteBuffer in) {
            int failures = in.getInt();
            int losses = in.getInt();
            int dispatches = in.getInt();
            in.get(); // doublings
            long fence = in.getLong();
            long notBefore = in.getLong();
            // Delay; k and execution of the failure; epoch.
            in.position(in.position() + 3 * Long.BYTES + Integer.BYTES);
            return new Trouble(failures, losses, dispatches, fence, notBefore);
        }
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
