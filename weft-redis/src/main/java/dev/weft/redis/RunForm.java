package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.TaskResult;
import dev.weft.model.WorkDone;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The record of a run as scripts answer it (see `recordOf` in `run.lua`).
final class RunForm {
    private static final byte[] EMPTY = {};

    private RunForm() {}

    static RunRecord decode(RunId id, Unpack in) {
        in.array();
        RunKey key = Keys.run(id, in.text());
        Map<String, byte[]> fields = fields(in);
        return record(key, fields, in.strings());
    }

    private static Map<String, byte[]> fields(Unpack in) {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = in.array() / 2; i > 0; i--) {
            fields.put(in.text(), in.string());
        }
        return fields;
    }

    private static RunRecord record(RunKey key, Map<String, byte[]> fields, List<byte[]> errors) {
        Fixed fixed = Fixed.read(TaskForm.littleEndian(bytes(fields, "fixed")));
        State state = State.read(TaskForm.littleEndian(bytes(fields, "state")));
        RunLimits limits = LimitsForm.decode(bytes(fields, "limits"));
        return new RunRecord(
                key,
                text(fields, "shape"),
                text(fields, "content"),
                state.status(),
                state.epoch(),
                state.tasks(),
                fixed.sink(),
                limits,
                new RunCode(
                        text(fields, "archive"), text(fields, "graph"), text(fields, "constants")),
                text(fields, "by"),
                fixed.created(),
                state.ended(),
                state.settled(),
                result(fixed.sink(), fields),
                state.work(),
                errors(errors, limits));
    }

    private static List<TaskError> errors(List<byte[]> errors, RunLimits limits) {
        List<TaskError> decoded = new ArrayList<>(errors.size());
        errors.forEach(error -> decoded.add(ErrorForm.decode(error, limits)));
        return decoded;
    }

    private static @Nullable TaskResult result(int sink, Map<String, byte[]> fields) {
        byte[] result = fields.get("result");
        return result == null ? null : TaskForm.result(sink, result, fields.get("value"));
    }

    private static byte[] bytes(Map<String, byte[]> fields, String name) {
        return fields.getOrDefault(name, EMPTY);
    }

    private static String text(Map<String, byte[]> fields, String name) {
        return new String(bytes(fields, name), UTF_8);
    }

    /// Whether the state part of a record is of a run that goes on.
    ///
    /// @param now store's time in microseconds; what has expired does not go on
    static boolean goesOn(byte[] state, long now) {
        State read = State.read(TaskForm.littleEndian(state));
        return read.status() == RunStatus.RUNNING && read.expires() > now;
    }

    private record Fixed(int sink, long created) {
        static Fixed read(ByteBuffer in) {
            in.get(); // format, which the script has checked
            in.position(in.position() + 2 * Integer.BYTES); // tasks and edges of the graph
            int sink = in.getInt();
            in.position(in.position() + Integer.BYTES + 1); // poison limit, whether it goes on
            return new Fixed(sink, in.getLong());
        }
    }

    private record State(
            RunStatus status,
            int epoch,
            int settled,
            long ended,
            double expires,
            WorkDone work,
            int tasks) {
        static State read(ByteBuffer in) {
            RunStatus status = Codes.status(in.get());
            int epoch = in.getInt();
            int settled = in.getInt();
            in.position(in.position() + 2 * Integer.BYTES); // failures, events
            long ended = in.getLong();
            double expires = in.getDouble();
            in.getDouble(); // when something may be collected
            in.position(in.position() + 2 * Long.BYTES); // when steps came
            long attempts = in.getLong();
            long nanos = TimeUnit.SECONDS.toNanos(in.getLong()) + in.getLong();
            WorkDone work = new WorkDone(attempts, nanos, in.getLong(), in.getLong());
            in.position(in.position() + 4); // what has happened in the run
            return new State(status, epoch, settled, ended, expires, work, in.getInt());
        }
    }
}
