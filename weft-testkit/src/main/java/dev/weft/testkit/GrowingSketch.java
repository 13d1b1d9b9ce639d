package dev.weft.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Draws workflows that grow: fan-outs within fan-outs, filtered, zipped, reduced and gathered, mixed with
/// other tasks and with workflows that tasks return. Not safe for several threads.
final class GrowingSketch {
    private static final int MOST_LEVELS = 3;
    private static final int MOST_DEPTH = 3;

    private final SplittableRandom random;
    private final GrowingRules rules;
    private final int depth;
    private final List<GrowingStep.One> ones = new ArrayList<>();
    private final List<GrowingStep.Each> eaches = new ArrayList<>();
    private final Set<Long> used = new HashSet<>();

    private GrowingSketch(SplittableRandom random, GrowingRules rules, int depth) {
        this.random = random;
        this.rules = rules;
        this.depth = depth;
    }

    /// @param rules gets to know the steps
    /// @param steps how many there are before all that comes of them is brought together
    static GrowingStep.One draw(SplittableRandom random, GrowingRules rules, int steps) {
        GrowingSketch sketch = new GrowingSketch(random, rules, 0);
        sketch.ones.add(new GrowingStep.Call(sketch.id(), List.of(), List.of()));
        return sketch.drawAll(steps);
    }

    /// The workflow that a task returns.
    ///
    /// @param step of the task
    static GrowingStep.One within(GrowingRules rules, long step, int depth, int inputs) {
        SplittableRandom random = new SplittableRandom(step);
        GrowingSketch sketch = new GrowingSketch(random, rules, depth);
        for (int i = 0; i < inputs; i++) {
            sketch.ones.add(new GrowingStep.Given(sketch.id(), i));
        }
        return sketch.drawAll(random.nextInt(4));
    }

    private long id() {
        return random.nextLong();
    }

    private GrowingStep.One drawAll(int steps) {
        for (int i = 0; i < steps; i++) {
            drawOne();
        }
        rules.learn(ones, eaches);
        List<GrowingStep.One> lastOnes =
                ones.stream().filter(one -> !used.contains(one.id())).toList();
        List<GrowingStep.Each> lastEaches =
                eaches.stream().filter(each -> !used.contains(each.id())).toList();
        return new GrowingStep.Call(id(), lastOnes, lastEaches);
    }

    private void drawOne() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 ->
                    ones.add(
                            new GrowingStep.Call(
                                    id(), someOnes(ones.size(), 3), someEaches(random.nextInt(3))));
            case 3, 4, 5, 6 -> {
                int before = ones.size();
                eaches.add(
                        new GrowingStep.ForEach(
                                id(),
                                id(),
                                someOnes(before, 2),
                                someOnes(before, random.nextInt(3)),
                                before));
            }
            case 7 -> {
                if (depth < MOST_DEPTH) {
                    ones.add(new GrowingStep.Flow(id(), depth + 1, someOnes(ones.size(), 2)));
                }
            }
            default -> {
                if (!eaches.isEmpty()) {
                    goOn(eaches.get(random.nextInt(eaches.size())));
                }
            }
        }
    }

    /// Makes something of a fan-out.
    private void goOn(GrowingStep.Each each) {
        switch (random.nextInt(8)) {
            case 0, 1 ->
                    next(
                            each,
                            new GrowingStep.Mapped(
                                    id(), each, someOnes(each.root().before(), random.nextInt(3))));
            case 2, 3 -> {
                if (each.levels() < MOST_LEVELS) {
                    next(each, new GrowingStep.FlatMapped(id(), each));
                }
            }
            case 4 -> {
                if (!each.varies()) {
                    next(each, new GrowingStep.Filtered(id(), each));
                }
            }
            case 5 ->
                    eaches.stream()
                            .filter(other ->
                                    other.id() != each.id()
                                            && other.origin().id() == each.origin().id())
                            .filter(other -> !other.filtered() && !each.filtered())
                            .findFirst()
                            .ifPresent(other -> {
                                used.add(other.id());
                                next(each, new GrowingStep.Zipped(id(), each, other));
                            });
            default -> bringTogether(each);
        }
    }

    private void bringTogether(GrowingStep.Each each) {
        used.add(each.id());
        int kind = rules.areUsed() ? random.nextInt(4) : 0;
        boolean first = kind > 1 && each.origin() instanceof GrowingStep.ForEach;
        if (first) {
            ones.add(new GrowingStep.First(id(), each, 1 + random.nextInt(3)));
        } else {
            ones.add(
                    kind == 0
                            ? new GrowingStep.Reduced(id(), each)
                            : new GrowingStep.Outcomes(id(), each));
        }
    }

    private void next(GrowingStep.Each before, GrowingStep.Each after) {
        used.add(before.id());
        eaches.add(after);
    }

    /// @param among so many of the first
    private List<GrowingStep.One> someOnes(int among, int most) {
        List<GrowingStep.One> some = new ArrayList<>();
        for (int i = among == 0 ? 0 : random.nextInt(most + 1); i > 0; i--) {
            some.add(ones.get(random.nextInt(among)));
        }
        some.forEach(step -> used.add(step.id()));
        return some;
    }

    private List<GrowingStep.Each> someEaches(int most) {
        List<GrowingStep.Each> some = new ArrayList<>();
        for (int i = eaches.isEmpty() ? 0 : most; i > 0; i--) {
            some.add(eaches.get(random.nextInt(eaches.size())));
        }
        some.forEach(step -> used.add(step.id()));
        return some;
    }
}
