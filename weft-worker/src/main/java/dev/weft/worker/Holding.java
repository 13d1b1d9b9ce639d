package dev.weft.worker;

import dev.weft.model.Grant;
import dev.weft.model.Payload;
import dev.weft.model.TaskRecord;
import dev.weft.spi.Commit;
import dev.weft.spi.Hold;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.RunStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps a large output in memory while the children that wait for it alone run here, and stores it
/// only if others need it (delayed I/O and task clustering). Safe for many threads.
final class Holding {
    private final Worker worker;
    private final RunStore store;
    private final Values values;
    private final Committer committer;
    private final WorkerEnvironment environment;
    private final WorkerSettings settings;

    Holding(
            Worker worker,
            RunStore store,
            Values values,
            Committer committer,
            WorkerEnvironment environment,
            WorkerSettings settings) {
        this.worker = worker;
        this.store = store;
        this.values = values;
        this.committer = committer;
        this.environment = environment;
        this.settings = settings;
    }

    /// An output that is kept in memory.
    ///
    /// @param children those that are still to be executed while it is
    record Kept(Segment segment, Segment.Produced produced, List<Segment> children) {}

    boolean holds(Segment segment, Segment.Produced produced) {
        TaskRecord record = produced.record();
        // Of what is added the expansion's output tells, which is not kept until the holder has
        // committed.
        return settings.holds().enabled()
                && segment.scope().addition() == null
                && segment.held() == null
                && segment.finished().isEmpty()
                && record.out().size() <= Commit.MAX_EDGES
                && settings.holds()
                        .hold(produced.bytes(), record.out().size(), segment.template().options());
    }

    /// Runs the children that wait for this output alone, then commits it: without storing it if all
    /// of its children are settled, else like any other.
    ///
    /// @return what to execute next in this thread, if anything
    @Nullable Segment hold(Runner runner, Segment segment, Segment.Produced produced) {
        RunExecution run = segment.run();
        Segment.HeldOutput held =
                new Segment.HeldOutput(
                        produced.record(),
                        produced.execution(),
                        new Payload.Encoded(values.bytes(produced.payload())),
                        values.digest(produced.payload()));
        Hold hold =
                new Hold(
                        run.key(),
                        run.epoch(),
                        settings.id(),
                        segment.grant().claim(),
                        produced.record().task(),
                        produced.execution(),
                        produced.record().out());
        return switch (Steps.take(run, environment, () -> store.hold(hold))) {
            case HoldAnswer.Held(var grants, _, _) ->
                    executeChildren(runner, segment, produced, held, grants);
            case HoldAnswer.Refused _ -> null;
            case HoldAnswer.Over _ -> {
                worker.end(run);
                yield null;
            }
        };
    }

    private @Nullable Segment executeChildren(
            Runner runner,
            Segment segment,
            Segment.Produced produced,
            Segment.HeldOutput held,
            List<Grant> grants) {
        List<Segment> children = new ArrayList<>(grants.size());
        for (Grant grant : grants) {
            children.add(new Segment(segment.run(), grant, held));
        }
        try {
            for (int i = 0; i < children.size(); i++) {
                runner.keep(new Kept(segment, produced, children.subList(i, children.size())));
                worker.execution().executeHeld(runner, children.get(i));
                if (runner.isAbandoned()) {
                    return null;
                }
            }
        } finally {
            if (!runner.isAbandoned()) { // else it is committed by whoever goes on
                runner.keep(null);
            }
        }
        return grants.size() == produced.record().out().size()
                ? committer.commitElided(segment, produced, held.digest())
                : committer.commit(segment, produced);
    }
}
