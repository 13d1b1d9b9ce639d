package dev.weft.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.model.Growth;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Numbers that a run has grown by, as `grow.lua` keeps them.
final class GrowthForm {
    private static final Comparator<Growth> BY_NUMBERS =
            Comparator.comparingInt(Growth::firstTask)
                    .thenComparingInt(Growth::tasks)
                    .thenComparingInt(Growth::firstEdge);

    private GrowthForm() {}

    static Growth decode(byte[] growth) {
        ByteBuffer in = TaskForm.littleEndian(growth);
        int owner = in.getInt();
        long execution = in.getLong();
        int firstTask = in.getInt();
        int tasks = in.getInt();
        int firstEdge = in.getInt();
        int edges = in.getInt();
        String label = UTF_8.decode(in).toString();
        return new Growth(owner, execution, label, firstTask, tasks, firstEdge, edges);
    }

    /// Those of a whole run, in the order of their numbers.
    static List<Growth> all(Unpack in) {
        List<Growth> growths = new ArrayList<>();
        in.strings().forEach(growth -> growths.add(decode(growth)));
        growths.sort(BY_NUMBERS);
        return growths;
    }

    /// What an answer ends with: nothing at all if there is none.
    static List<Growth> rest(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return List.of();
        }
        int count = in.getInt();
        List<Growth> growths = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] growth = new byte[in.getInt()];
            in.get(growth);
            growths.add(decode(growth));
        }
        return growths;
    }
}
