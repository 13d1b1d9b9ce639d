package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.Growth;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.RunSnapshot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes a state of an exploration down so that states in which the same can happen are written alike: claims
/// and executions have numbers by their order, workers have none; what a run has grown by is named by the
/// execution that it came from, since its numbers depend on how often the run had grown before.
final class ExploredState {
    private final ExploredRun world;
    private final RunSnapshot state;
    private final Map<Integer, TreeSet<Long>> claims = new TreeMap<>();
    private final Map<Integer, TreeSet<Integer>> executions = new TreeMap<>();
    private final StringBuilder text = new StringBuilder(400);

    private ExploredState(ExploredRun world, RunSnapshot state) {
        this.world = world;
        this.state = state;
    }

    /// The hash of a text that is the same for states in which the same can happen. Two of them are one
    /// with a probability that a billion states do not bring near to one in a billion.
    record Key(long one, long other) {
        static Key of(CharSequence text) {
            long one = 0xcbf29ce484222325L;
            long other = 0x9e3779b97f4a7c15L;
            for (int i = 0; i < text.length(); i++) {
                one = (one ^ text.charAt(i)) * 0x100000001b3L;
                one ^= one >>> 29;
                other = (other + text.charAt(i)) * 0xbf58476d1ce4e5b9L;
                other ^= other >>> 31;
            }
            return new Key(one, other);
        }
    }

    static Key of(ExploredRun world, RunSnapshot state) {
        return Key.of(textOf(world, state));
    }

    /// What a state is written like.
    static String textOf(ExploredRun world, RunSnapshot state) {
        ExploredState written = new ExploredState(world, state);
        written.collect();
        written.write();
        return written.text.toString();
    }

    private void collect() {
        state.claims()
                .forEach((task, claim) -> {
                    note(new Claim(task, claim.k()));
                    note(new Claim(task, claim.fence()));
                });
        state.results().values().forEach(result -> note(result.execution()));
        world.invocations.forEach(invocation -> note(invocation.claim()));
        world.late.forEach(this::note);
        for (ExploredWorker worker : world.workers) {
            worker.todo.forEach(this::note);
            ExploredStep step = worker.unanswered;
            if (step != null) {
                note(step);
            }
        }
        world.committed.values().forEach(this::note);
        state.trash().forEach(value -> note(value.execution()));
        world.workers.forEach(
                worker -> worker.toAcknowledge.forEach(value -> note(value.execution())));
        withdrawn()
                .forEach((task, known) -> {
                    note(new Claim(task, known.first()));
                    note(new Claim(task, known.last()));
                });
    }

    /// Tasks that were claimed and are not now. The store remembers what the claims were.
    private Map<Integer, ExploredRun.Issued> withdrawn() {
        if (state.run().status() == RunStatus.DONE) {
            return Map.of();
        }
        Map<Integer, ExploredRun.Issued> withdrawn = new TreeMap<>(world.issued);
        withdrawn.keySet().removeAll(state.claims().keySet());
        withdrawn.keySet().removeAll(state.results().keySet());
        return withdrawn;
    }

    private void note(ExploredStep step) {
        note(step.work().claim());
        note(step.work().execution());
    }

    private void note(ExploredTask task) {
        note(task.work().claim());
        note(task.work().execution());
        task.inputs().values().forEach(this::note);
    }

    private void note(Claim claim) {
        claims.computeIfAbsent(claim.task(), _ -> new TreeSet<>()).add(claim.k());
    }

    private void note(long execution) {
        ExploredRun.Made made = world.made.get(execution);
        if (made != null) {
            executions.computeIfAbsent(made.task(), _ -> new TreeSet<>()).add(made.number());
        }
    }

    private String of(Claim claim) {
        TreeSet<Long> known = claims.getOrDefault(claim.task(), new TreeSet<>());
        return task(claim.task()) + "#" + known.headSet(claim.k()).size();
    }

    private String of(long execution) {
        ExploredRun.Made made = world.made.get(execution);
        return made == null
                ? "?"
                : task(made.task())
                        + "/"
                        + executions
                                .getOrDefault(made.task(), new TreeSet<>())
                                .headSet(made.number())
                                .size();
    }

    private String task(int task) {
        for (Growth growth : state.growths()) {
            if (growth.has(task)) {
                return of(growth.execution()) + "+" + (task - growth.firstTask());
            }
        }
        return Integer.toString(task);
    }

    private String edge(int edge) {
        for (Growth growth : state.growths()) {
            int place = edge - growth.firstEdge();
            if (place >= 0 && place < growth.edges()) {
                return of(growth.execution()) + "+" + place;
            }
        }
        return Integer.toString(edge);
    }

    private List<String> edges(BitSet edges) {
        return edges.stream().mapToObj(this::edge).toList();
    }

    private void write() {
        text.append(state.run().status());
        text.append(world.faultsLeft.values());
        writeWorkers();
        state.results().values().forEach(this::write);
        world.committed.forEach(
                (task, execution) -> text.append('c').append(task(task)).append(of(execution)));
        state.claims().forEach(this::write);
        withdrawn()
                .forEach((task, known) ->
                        text.append('g')
                                .append(of(new Claim(task, known.first())))
                                .append(of(new Claim(task, known.last())))
                                .append(world.hasFailed(task))
                                .append(world.isBackingOff(task)));
        text.append(state.index().keySet().stream().map(this::task).toList());
        text.append(state.parked().stream().map(this::parked).toList());
        text.append(edges(state.arrived())).append(edges(state.consumed()));
        write(state.trash());
        writeSorted(
                world.invocations.stream()
                        .map(i -> of(i.claim()) + "@" + (state.run().epoch() - i.epoch()))
                        .toList());
        writeSorted(world.late.stream().map(this::of).toList());
    }

    /// What is parked later comes before it, but what is parked at the same time has its place by its number.
    private String parked(int task) {
        return task(task) + (world.isParkedJustNow(task) ? "j" : "");
    }

    private void writeSorted(List<String> parts) {
        List<String> sorted = new ArrayList<>(parts);
        sorted.sort(null);
        text.append(sorted);
    }

    private void writeWorkers() {
        writeSorted(world.workers.stream().map(this::of).toList());
    }

    private String of(ExploredWorker worker) {
        StringBuilder own = new StringBuilder();
        List<String> tasks = new ArrayList<>(worker.todo.stream().map(this::of).toList());
        tasks.sort(null);
        own.append(tasks);
        ExploredStep step = worker.unanswered;
        own.append(step == null ? "" : of(step));
        own.append(
                worker.toAcknowledge.stream()
                        .map(value -> of(value.execution()))
                        .sorted()
                        .toList());
        state.claims()
                .forEach((task, claim) -> {
                    if (claim.owner().equals(worker.id().value())) {
                        own.append('o').append(task(task));
                    }
                });
        return own.toString();
    }

    private String of(ExploredTask task) {
        String inputs = task.inputs().values().stream().map(this::of).toList().toString();
        return of(task.work())
                + inputs
                + task(task.holder())
                + (task.held() ? "h" : "")
                + (task.winner() == null ? "" : "w" + of(task.winner().execution()))
                + (task.rest() == null ? "" : "r" + of(task.rest().execution()));
    }

    private String of(Work work) {
        return of(work.claim()) + of(work.execution()) + "@" + (state.run().epoch() - work.epoch());
    }

    private String of(ExploredStep step) {
        return switch (step) {
            case ExploredStep.Adopt(var work) -> "start" + of(work);
            case ExploredStep.Keep(var task, _) -> "hold" + of(task);
            case ExploredStep.GiveUp(var task, var fail) ->
                    "fail" + of(task) + fail.retryAfter().isPresent();
            case ExploredStep.Close close ->
                    "commit"
                            + of(close.task())
                            + close.commit().tasks().size()
                            + close.commit().keep()
                            + close.commit().tasks().getLast().output().getClass().getSimpleName()
                            + close.commit().part()
                            + close.commit().last()
                            + close.commit().deleted().size();
        };
    }

    private void write(TaskResult result) {
        text.append('r')
                .append(task(result.task()))
                .append(result.outcome())
                .append(result.output().getClass().getSimpleName().charAt(0))
                .append(of(result.execution()))
                .append(result.open());
    }

    private void write(int task, RunSnapshot.ClaimState claim) {
        text.append('k')
                .append(of(new Claim(task, claim.k())))
                .append(of(new Claim(task, claim.fence())))
                .append(claim.mode())
                .append(claim.owner().isEmpty() ? 'n' : world.isDead(claim.owner()) ? 'd' : 'l')
                .append(claim.started())
                .append(claim.failures())
                .append(claim.notBeforeMicros() != 0);
    }

    private void write(List<ValueId> trash) {
        List<String> values = new ArrayList<>();
        for (ValueId value : trash) {
            values.add(
                    of(value.execution())
                            + (world.deleted.contains(value) ? "x" : "")
                            + (world.handedOut.contains(value) ? "h" : ""));
        }
        writeSorted(values);
    }
}
