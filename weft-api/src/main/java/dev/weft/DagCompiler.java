package dev.weft;

import dev.weft.model.Dag;
import dev.weft.spi.ValueCodec;

/// Makes the graph of what a sink depends on, in time and memory proportional to its tasks and
/// argument places and without recursion.
///
/// First all tasks are met, from the sink towards the roots, in the order in which arguments name
/// them, and each is read once. Then they are numbered level by level: a task's level is the longest
/// way to it from a root, and within a level the order of the first step holds, so that what one list
/// names stands side by side. All of this follows from the wiring alone: the same workflow gives the
/// same graph in every process.
final class DagCompiler {
    private final TaskNumbers numbers = new TaskNumbers();
    private final LambdaNumbers lambdas = new LambdaNumbers();
    private final Templates templates = new Templates(lambdas);
    private final Constants constants;
    private final FanOuts fanOuts;
    private final TaskScan scan;
    private final Ints templateOf = new Ints();
    private final Ints firstParent = new Ints();
    private final Ints parents = new Ints();
    private final Ints firstSlot = new Ints();
    private final Ints slots = new Ints();

    private DagCompiler(Task<?> sink, ValueCodec codec) {
        constants = new Constants(codec);
        fanOuts = FanOuts.of(sink, lambdas);
        scan = new TaskScan(numbers, constants, lambdas, fanOuts);
    }

    static Dag compile(Task<?> sink, ValueCodec codec) {
        DagCompiler compiler = new DagCompiler(sink, codec);
        compiler.meetAll(sink);
        return new DagWriter(compiler.constants, compiler.lambdas, compiler.templates)
                .write(compiler);
    }

    int tasks() {
        return numbers.size();
    }

    int templateOf(int met) {
        return templateOf.get(met);
    }

    int[] parents(int met) {
        return parents.slice(firstParent.get(met), firstParent.get(met + 1));
    }

    int[] slots(int met) {
        return slots.slice(firstSlot.get(met), firstSlot.get(met + 1));
    }

    private void meetAll(Task<?> sink) {
        numbers.of(sink);
        fanOuts.exits().forEach(numbers::of);
        for (int met = 0; met < numbers.size(); met++) {
            firstParent.add(parents.size());
            firstSlot.add(slots.size());
            templateOf.add(templates.of(numbers.task(met), scan.read(met), scan.reading()));
            parents.addAll(scan.parents());
            slots.addAll(scan.slots());
        }
        firstParent.add(parents.size());
        firstSlot.add(slots.size());
    }

    /// The tasks level by level.
    int[] inLevels() {
        int[] level = levels(childrenFirst());
        int[] next = new int[tasks() + 1];
        for (int of : level) {
            next[of + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        int[] order = new int[tasks()];
        for (int met = 0; met < order.length; met++) {
            order[next[level[met]]++] = met;
        }
        return order;
    }

    private int[] childrenFirst() {
        int[] missing = new int[tasks()];
        for (int edge = 0; edge < parents.size(); edge++) {
            missing[parents.get(edge)]++;
        }
        int[] order = new int[tasks()];
        int size = 1; // the sink, which was met first
        for (int i = 0; i < size; i++) {
            for (int edge = firstParent.get(order[i]);
                    edge < firstParent.get(order[i] + 1);
                    edge++) {
                if (--missing[parents.get(edge)] == 0) {
                    order[size++] = parents.get(edge);
                }
            }
        }
        return order;
    }

    private int[] levels(int[] childrenFirst) {
        int[] level = new int[tasks()];
        for (int i = childrenFirst.length - 1; i >= 0; i--) {
            int met = childrenFirst[i];
            for (int edge = firstParent.get(met); edge < firstParent.get(met + 1); edge++) {
                level[met] = Math.max(level[met], level[parents.get(edge)] + 1);
            }
        }
        return level;
    }
}
