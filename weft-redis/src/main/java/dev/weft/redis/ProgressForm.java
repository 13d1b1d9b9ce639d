package dev.weft.redis;

import dev.weft.model.RunProgress;
import dev.weft.model.RunStatus;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Progress as `progress.lua` answers it: a bit a task, from the highest of each byte on.
final class ProgressForm {
    private ProgressForm() {}

    static RunProgress decode(Unpack in) {
        int ofGraph = in.integer();
        int tasks = in.integer();
        RunStatus status = Codes.status(in.integer());
        int first = in.integer();
        BitSet settled = new BitSet(tasks);
        BitSet failed = new BitSet();
        add(settled, 0, in.string(), first, ofGraph);
        add(failed, 0, in.string(), first, ofGraph);
        add(settled, ofGraph, in.string(), 0, tasks - ofGraph);
        add(failed, ofGraph, in.string(), 0, tasks - ofGraph);
        BitSet started = new BitSet(tasks);
        for (int i = in.array(); i > 0; i--) {
            started.set(in.integer());
        }
        if (status == RunStatus.DONE) {
            settled.set(0, tasks);
        }
        started.andNot(settled); // a settled task is held while its edges are published
        return new RunProgress(
                settled, failed, started, in.number(), retries(in), GrowthForm.all(in));
    }

    private static Map<Integer, Integer> retries(Unpack in) {
        Map<Integer, Integer> retries = new HashMap<>();
        for (int i = in.array(); i > 0; i -= 2) {
            retries.put(Integer.valueOf(in.text()), Integer.valueOf(in.text()));
        }
        return retries;
    }

    /// @param task of the first bit that is wanted
    /// @param first place of that bit
    private static void add(BitSet to, int task, byte[] bytes, int first, int count) {
        for (int i = 0; i < count && (first + i) / 8 < bytes.length; i++) {
            int bit = first + i;
            to.set(task + i, (bytes[bit / 8] & 0x80 >> bit % 8) != 0);
        }
    }
}
