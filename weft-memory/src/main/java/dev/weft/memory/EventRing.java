package dev.weft.memory;

import dev.weft.model.RunEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The latest events of a run, in arrays that grow up to a bound and are then overwritten from the
/// oldest event on: recording one allocates nothing.
final class EventRing {
    /// Most events that are kept.
    static final int CAPACITY = 10_000;

    private long[] times = new long[8];
    private long[] ks = new long[8];
    private int[] tasks = new int[8];
    private int[] counts = new int[8];
    private RunEvent.Kind[] kinds = new RunEvent.Kind[8];
    private long recorded;

    void add(long atMicros, RunEvent.Kind kind, int task, long k, int count) {
        if (recorded == times.length && times.length < CAPACITY) {
            grow(Math.min(CAPACITY, times.length * 2));
        }
        int place = (int) (recorded % times.length);
        times[place] = atMicros;
        ks[place] = k;
        tasks[place] = task;
        counts[place] = count;
        kinds[place] = kind;
        recorded++;
    }

    private void grow(int size) {
        times = Arrays.copyOf(times, size);
        ks = Arrays.copyOf(ks, size);
        tasks = Arrays.copyOf(tasks, size);
        counts = Arrays.copyOf(counts, size);
        kinds = Arrays.copyOf(kinds, size);
    }

    /// Sequence number of the latest event; 0 if there is none.
    long last() {
        return recorded;
    }

    /// Events from a sequence number on, as far as they are still here.
    List<RunEvent> read(long from, int max) {
        long first = Math.max(Math.max(1, from), recorded - times.length + 1);
        List<RunEvent> found = new ArrayList<>();
        for (long sequence = first; sequence <= recorded && found.size() < max; sequence++) {
            int place = (int) ((sequence - 1) % times.length);
            found.add(
                    new RunEvent(
                            sequence,
                            times[place],
                            kinds[place],
                            tasks[place],
                            ks[place],
                            counts[place]));
        }
        return found;
    }
}
