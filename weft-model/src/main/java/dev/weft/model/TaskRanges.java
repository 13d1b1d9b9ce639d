package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.Arrays;
import java.util.BitSet;

/// Which tasks a slice holds, as ascending ranges with gaps between them. Within the slice its tasks
/// have places, counted from 0 without gaps.
final class TaskRanges {
    private final int[] starts;
    private final int[] ends; // exclusive
    private final int[] firstPlaces; // one more than ranges: the last is the number of tasks

    private TaskRanges(int[] starts, int[] ends, int[] firstPlaces) {
        this.starts = starts;
        this.ends = ends;
        this.firstPlaces = firstPlaces;
    }

    static TaskRanges of(BitSet tasks) {
        IntList bounds = new IntList();
        for (int from = tasks.nextSetBit(0); from >= 0; ) {
            int to = tasks.nextClearBit(from);
            bounds.add(from);
            bounds.add(to);
            from = tasks.nextSetBit(to);
        }
        return ofBounds(bounds.toArray());
    }

    private static TaskRanges ofBounds(int[] bounds) {
        int ranges = bounds.length / 2;
        int[] starts = new int[ranges];
        int[] ends = new int[ranges];
        int[] firstPlaces = new int[ranges + 1];
        for (int range = 0; range < ranges; range++) {
            starts[range] = bounds[2 * range];
            ends[range] = bounds[2 * range + 1];
            firstPlaces[range + 1] = firstPlaces[range] + ends[range] - starts[range];
        }
        return new TaskRanges(starts, ends, firstPlaces);
    }

    void write(SliceOutput out) {
        int[] bounds = new int[starts.length * 2];
        for (int range = 0; range < starts.length; range++) {
            bounds[2 * range] = starts[range];
            bounds[2 * range + 1] = ends[range];
        }
        out.number(starts.length);
        DeltaColumn.write(out, bounds);
    }

    static TaskRanges read(SliceInput in) {
        int[] bounds = DeltaColumn.read(in, 2L * in.number(), "ranges of tasks");
        int before = -1;
        for (int i = 0; i < bounds.length; i++) {
            check(bounds[i] > before, "bound of tasks must be > %d, was %d", before, bounds[i]);
            before = bounds[i];
        }
        return ofBounds(bounds);
    }

    /// Number of tasks.
    int size() {
        return firstPlaces[starts.length];
    }

    /// Number of ranges.
    int ranges() {
        return starts.length;
    }

    /// The place at which a range begins; the number of tasks for the range after the last.
    int firstPlace(int range) {
        return firstPlaces[range];
    }

    /// The place of a task, or -1 if it is not held.
    int place(int task) {
        int range = rangeUpTo(task);
        return range < 0 || task >= ends[range] ? -1 : firstPlaces[range] + task - starts[range];
    }

    int taskAt(int place) {
        int range = rangeOf(place);
        return starts[range] + place - firstPlaces[range];
    }

    /// The range that a place is in.
    int rangeOf(int place) {
        return starts.length == 1 ? 0 : floor(firstPlaces, place);
    }

    /// The last range that begins at or before a task, or -1.
    int rangeUpTo(int task) {
        return starts.length == 1 ? (task >= starts[0] ? 0 : -1) : floor(starts, task);
    }

    private static int floor(int[] ascending, int value) {
        int at = Arrays.binarySearch(ascending, value);
        return at >= 0 ? at : -at - 2;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int shown = Math.min(starts.length, 8);
        for (int range = 0; range < shown; range++) {
            text.append(range == 0 ? "" : ", ").append(starts[range]);
            text.append(ends[range] - starts[range] == 1 ? "" : ".." + (ends[range] - 1));
        }
        return text.append(shown < starts.length ? ", …" : "").toString();
    }
}
