package dev.weft.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunId;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunSnapshot.ClaimState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The whole state of a run, made from what `inspect.lua` answers.
final class SnapshotForm {
    private final Map<Integer, TaskResult> results = new TreeMap<>();
    private final Map<Integer, ClaimState> claims = new TreeMap<>();
    private final Map<Integer, Long> index = new TreeMap<>();
    private final List<Integer> parked = new ArrayList<>();
    private final List<ValueId> trash = new ArrayList<>();

    private SnapshotForm() {}

    static RunSnapshot decode(RunId id, Unpack in) {
        return new SnapshotForm().read(id, in);
    }

    private RunSnapshot read(RunId id, Unpack in) {
        RunRecord record = RunForm.decode(id, in);
        long keys = in.number();
        readTasks(in);
        readIndex(in);
        readIndex(in);
        for (byte[] task : in.strings()) {
            parked.add(ByteBuffer.wrap(task).getInt());
        }
        EdgeBits edges = EdgeBits.read(in);
        edges.arrived().or(edges.skipped());
        edges.consumed().or(EdgeBits.of(in.string()));
        readTrash(in, record.status() == RunStatus.DONE);
        List<Growth> growths = GrowthForm.all(in);
        growths.forEach(this::settleWhatItsOwnerHasSettled);
        TaskResult result = record.result();
        if (result != null) {
            results.put(result.task(), result);
        }
        return new RunSnapshot(
                record,
                results,
                claims,
                index,
                parked,
                edges.arrived(),
                edges.skipped(),
                edges.consumed(),
                values(),
                trash,
                growths,
                keys);
    }

    /// Of tasks that were settled with the one that they come from there is no record.
    private void settleWhatItsOwnerHasSettled(Growth growth) {
        TaskResult owner = results.get(growth.owner());
        if (owner == null
                || owner.execution() != growth.execution()
                || !(owner.output() instanceof Output.None)
                || owner.outcome() != Outcome.COMMITTED) {
            return;
        }
        for (int i = 0; i < growth.tasks(); i++) {
            int task = growth.firstTask() + i;
            results.put(
                    task,
                    new TaskResult(
                            task,
                            owner.outcome(),
                            owner.claim(),
                            owner.execution(),
                            Output.None.INSTANCE,
                            false));
        }
    }

    private void readTasks(Unpack in) {
        Map<Integer, byte[]> records = byTask(in);
        Map<Integer, byte[]> failures = byTask(in);
        Map<Integer, byte[]> values = byTask(in);
        records.forEach((task, record) -> {
            byte[] result = TaskForm.resultPart(record);
            if (result != null) {
                results.put(task, TaskForm.result(task, result, values.get(task)));
            }
            ClaimState claim = TaskForm.claim(record);
            if (claim != null) {
                claims.put(task, claim);
            }
        });
        failures.forEach(
                (task, failure) -> results.put(task, TaskForm.result(task, failure, null)));
    }

    /// Fields and values of a hash; the pin, whose field is empty, is left out.
    private static Map<Integer, byte[]> byTask(Unpack in) {
        Map<Integer, byte[]> found = new HashMap<>();
        for (int i = in.array() / 2; i > 0; i--) {
            String task = in.text();
            byte[] value = in.string();
            if (!task.isEmpty()) {
                found.put(Integer.valueOf(task), value);
            }
        }
        return found;
    }

    private void readIndex(Unpack in) {
        for (int i = in.array() / 2; i > 0; i--) {
            String task = in.text();
            String deadline = in.text();
            if (!task.isEmpty()) {
                index.put(Integer.valueOf(task), Long.valueOf(deadline));
            }
        }
    }

    /// @param all whether what is not yet thrown away counts too, since nobody needs it any more
    private void readTrash(Unpack in, boolean all) {
        for (int i = in.array() / 2; i > 0; i--) {
            byte[] id = in.string();
            String time = new String(in.string(), US_ASCII);
            if (all || !time.equals("inf")) {
                trash.addAll(Answers.values(id));
            }
        }
        for (byte[] entry : in.strings()) {
            ByteBuffer from = TaskForm.littleEndian(entry);
            ValueId value = new ValueId(from.getInt(), from.getLong(), false);
            TaskResult result = results.get(value.task());
            if (result != null && isStill(value, result)) {
                trash.add(value);
            }
        }
    }

    private static boolean isStill(ValueId value, TaskResult result) {
        return result.execution() == value.execution() && result.output() instanceof Output.Inline;
    }

    private List<ValueId> values() {
        Set<ValueId> values = new LinkedHashSet<>();
        results.forEach((task, result) -> {
            switch (result.output()) {
                case Output.Inline _ -> values.add(new ValueId(task, result.execution(), false));
                case Output.Spread _ -> values.add(new ValueId(task, result.execution(), true));
                case Output.None _, Output.Elided _, Output.Collected _ -> {
                    // nothing is kept for these
                }
            }
        });
        values.addAll(trash);
        return List.copyOf(values);
    }
}
