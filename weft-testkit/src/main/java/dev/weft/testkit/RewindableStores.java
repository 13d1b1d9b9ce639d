package dev.weft.testkit;

import dev.weft.spi.BlobStore;
import dev.weft.spi.RunStore;
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
    private SimulatedStores.Opened stores;
    private long replayedMicros = -1;

    RewindableStores(SimulatedStores kind, VirtualClock clock) {
        this.kind = kind;
        this.clock = clock;
        stores = kind.open(this::now);
    }

    private record Entry(long atMicros, Function<SimulatedStores.Opened, ?> step, Kind kind) {}

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
        journal.add(new Entry(clock.micros(), opened -> step.apply(opened.runs()), Kind.OF_RUNS));
        return step.apply(stores.runs());
    }

    /// Takes a step on the store of runs that may create one.
    <A> A create(Function<RunStore, A> step) {
        journal.add(
                new Entry(clock.micros(), opened -> step.apply(opened.runs()), Kind.CREATES_A_RUN));
        return step.apply(stores.runs());
    }

    /// Takes a step on the store of values.
    <A> A blobStep(Function<BlobStore, A> step) {
        journal.add(
                new Entry(clock.micros(), opened -> step.apply(opened.blobs()), Kind.OF_VALUES));
        return step.apply(stores.blobs());
    }

    /// For looking, without a trace in the journal.
    RunStore runs() {
        return stores.runs();
    }

    BlobStore blobs() {
        return stores.blobs();
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
        SimulatedStores.Opened fresh = kind.open(this::now);
        SimulatedStores.Opened mixed =
                blobsToo ? fresh : new SimulatedStores.Opened(fresh.runs(), stores.blobs());
        int kept = journal.size() - latest;
        for (Entry entry : journal.subList(0, kept)) {
            if (entry.kind() != Kind.OF_VALUES || blobsToo) {
                replay(entry, mixed);
            }
        }
        List<Entry> lost = journal.subList(kept, journal.size());
        lost.removeIf(entry -> entry.kind() != Kind.OF_VALUES || blobsToo);
        stores.runs().close();
        stores = mixed;
    }

    /// Takes the latest steps once more, now, as from callers that have heard nothing for long.
    void repeat(int latest) {
        for (Entry entry : journal.subList(Math.max(0, journal.size() - latest), journal.size())) {
            if (entry.kind() == Kind.OF_RUNS) {
                take(entry, stores);
            }
        }
    }

    private void replay(Entry entry, SimulatedStores.Opened into) {
        replayedMicros = entry.atMicros();
        try {
            take(entry, into);
        } finally {
            replayedMicros = -1;
        }
    }

    private static void take(Entry entry, SimulatedStores.Opened into) {
        try {
            Object _ = entry.step().apply(into);
        } catch (RuntimeException e) {
            // whoever took it first has heard of it
        }
    }

    @Override
    public void close() {
        stores.runs().close();
        stores.blobs().close();
    }
}
