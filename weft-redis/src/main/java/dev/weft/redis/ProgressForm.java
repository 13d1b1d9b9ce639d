package dev.weft.redis;

import dev.weft.model.RunProgress;
import dev.weft.model.RunStatus;
import java.util.BitSet;

/// Progress as `progress.lua` answers it: two bits a task.
final class ProgressForm {
    private static final int STARTED = 1;
    private static final int SETTLED = 2;

    private ProgressForm() {}

    static RunProgress decode(Unpack in) {
        int tasks = in.integer();
        RunStatus status = Codes.status(in.integer());
        byte[] marks = in.string();
        byte[] faults = in.string();
        BitSet settled = status == RunStatus.DONE ? all(tasks) : having(marks, SETTLED, tasks);
        BitSet started = status == RunStatus.RUNNING ? having(marks, STARTED, tasks) : new BitSet();
        return new RunProgress(settled, having(faults, SETTLED, tasks), started, in.number());
    }

    private static BitSet all(int tasks) {
        BitSet all = new BitSet(tasks);
        all.set(0, tasks);
        return all;
    }

    private static BitSet having(byte[] marks, int mark, int tasks) {
        BitSet found = new BitSet(tasks);
        for (int task = 0; task < Math.min(tasks, marks.length * 4); task++) {
            int shift = 6 - 2 * (task % 4);
            if ((marks[task / 4] >> shift & 3) == mark) {
                found.set(task);
            }
        }
        return found;
    }
}
