package dev.weft.testkit;

import dev.weft.spi.BlobStore;
import dev.weft.spi.GraphStore;
import dev.weft.spi.RunStore;
import dev.weft.spi.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The stores that all processes of a simulation share, with a journal of the steps that they have
/// taken: they can lose the last of them, as a store does that is restarted and had not written them.
/// Then fresh stores take the steps that are left once more, each at its time.
final class RewindableStores implements AutoCloseable {
    private final SimulatedStores kind;
    private final VirtualClock clock;
    private final List<Entry> journal = new ArrayList<>();
    private final List<Stores> opened = new ArrayList<>();
    private final GraphStore graphs;
    private Pair current;
    private long replayedMicros = -1;

    RewindableStores(SimulatedStores kind, VirtualClock clock) {
        this.kind = kind;
        this.clock = clock;
        Stores first = open();
        graphs = first.graphs();
        current = new Pair(first.runs(), first.blobs());
    }

    private Stores open() {
        Stores fresh = kind.open(this::now);
        opened.add(fresh);
        return fresh;
    }

    /// Stores of which steps may be lost, each with its own.
    private record Pair(RunStore runs, BlobStore blobs) {}

    private record Entry(long atMicros, Function<Pair, ?> step, Kind kind) {}

    private enum Kind {
        CREATES_A_RUN,
        OF_RUNS,
        OF_VALUES
    }

    /// The clock of stores: that of the simulation, but while a step is taken again its own time.
    private long now() {
        return replayedMicros >= 0 ? replayedMicros : clock.micros();
    }

    /// Takes a step on the store of runs.
    <A> A step(Function<RunStore, A> step) {
        return take(Kind.OF_RUNS, pair -> step.apply(pair.runs()));
    }

    /// Takes a step on the store of runs that may create one.
    <A> A create(Function<RunStore, A> step) {
        return take(Kind.CREATES_A_RUN, pair -> step.apply(pair.runs()));
    }

    /// Takes a step on the store of values.
    <A> A blobStep(Function<BlobStore, A> step) {
        return take(Kind.OF_VALUES, pair -> step.apply(pair.blobs()));
    }

    private <A> A take(Kind kind, Function<Pair, A> step) {
        journal.add(new Entry(clock.micros(), step, kind));
        return step.apply(current);
    }

    /// For looking, without a trace in the journal.
    RunStore runs() {
        return current.runs();
    }

    BlobStore blobs() {
        return current.blobs();
    }

    GraphStore graphs() {
        return graphs;
    }

    int steps() {
        return journal.size();
    }

    /// How many of the latest steps are younger than that.
    int stepsSince(long micros) {
        int young = 0;
        for (int i = journal.size() - 1; i >= 0 && journal.get(i).atMicros() > micros; i--) {
            young++;
        }
        return young;
    }

    /// Loses the latest steps.
    ///
    /// @param blobsToo whether the values are in the same store; else none of them is lost
    void lose(int latest, boolean blobsToo) {
        Stores fresh = open();
        Pair rewound = new Pair(fresh.runs(), blobsToo ? fresh.blobs() : current.blobs());
        int kept = journal.size() - latest;
        for (Entry entry : journal.subList(0, kept)) {
            if (entry.kind() != Kind.OF_VALUES || blobsToo) {
                replay(entry, rewound);
            }
        }
        journal.subList(kept, journal.size())
                .removeIf(entry -> entry.kind() != Kind.OF_VALUES || blobsToo);
        current = rewound;
    }

    /// Takes the latest steps once more, now, as from callers that have heard nothing for long.
    void repeat(int latest) {
        for (Entry entry : journal.subList(Math.max(0, journal.size() - latest), journal.size())) {
            if (entry.kind() == Kind.OF_RUNS) {
                takeAgain(entry, current);
            }
        }
    }

    private void replay(Entry entry, Pair into) {
        replayedMicros = entry.atMicros();
        try {
            takeAgain(entry, into);
        } finally {
            replayedMicros = -1;
        }
    }

    private static void takeAgain(Entry entry, Pair into) {
        try {
            Object _ = entry.step().apply(into);
        } catch (RuntimeException e) {
            // whoever took it first has heard of it
        }
    }

    @Override
    public void close() {
        opened.forEach(Stores::close);
    }
}
