package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// The plans of a slice's templates as numbers, one after the other in one column. The first number of a
/// template's part is its kind; that of a plan has its imports, its bound, its two functions, its nodes and its
/// gatherings, each with what its record has; a template within is written like one of the slice.
final class PlanForm {
    /// Plans within plans: fan-outs of elements of fan-outs.
    private static final int MOST_NESTED = 64;

    private PlanForm() {}

    /// Writes what a template has beyond function, arguments and options.
    static void write(TaskTemplate template, ToIntFunction<TaskOptions> options, IntList out) {
        out.add(template.kind().code());
        if (template.kind() == TaskKind.EXPANSION) {
            out.add(template.plan().isPresent() ? 1 : 0);
            template.plan().ifPresent(plan -> write(plan, options, out));
        }
    }

    private static void write(ElementPlan plan, ToIntFunction<TaskOptions> options, IntList out) {
        out.add(plan.imports());
        out.add(plan.parallelism());
        out.add(plan.pass());
        out.add(plan.nothing());
        out.add(plan.nodes().size());
        for (ElementPlan.Node node : plan.nodes()) {
            writeWhole(node.template(), options, out);
            write(node.parents(), out);
            write(node.constants(), out);
        }
        out.add(plan.gatherings().size());
        for (ElementPlan.Gathering gathering : plan.gatherings()) {
            out.add(gathering.node());
            out.add(gathering.exit());
            TaskTemplate reduction = gathering.reduction();
            out.add(reduction == null ? 0 : 1);
            if (reduction != null) {
                writeWhole(reduction, options, out);
            }
            write(gathering.constants(), out);
            out.add(gathering.gather());
            out.add(gathering.concatenate());
            out.add(gathering.first());
            out.add(gathering.tally());
        }
    }

    private static void writeWhole(
            TaskTemplate template, ToIntFunction<TaskOptions> options, IntList out) {
        out.add(template.function());
        out.add(options.applyAsInt(template.options()));
        int[] tokens = template.arguments().tokens();
        out.add(tokens.length);
        for (int token : tokens) {
            out.add(token);
        }
        write(template, options, out);
    }

    private static void write(List<Integer> numbers, IntList out) {
        out.add(numbers.size());
        numbers.forEach(out::add);
    }

    /// Reads templates one after the other.
    static final class Reader {
        private final int[] numbers;
        private final List<TaskOptions> options;
        private int at;
        private int depth;

        Reader(int[] numbers, List<TaskOptions> options) {
            this.numbers = numbers;
            this.options = options;
        }

        /// The next template of the slice.
        TaskTemplate next(int function, ArgumentShape shape, TaskOptions own) {
            TaskKind kind = TaskKind.of(number());
            Optional<ElementPlan> plan =
                    kind == TaskKind.EXPANSION && number(0, 1, "presence of a plan") == 1
                            ? Optional.of(plan())
                            : Optional.empty();
            return new TaskTemplate(function, shape, own, kind, plan);
        }

        void requireEnd() {
            check(at == numbers.length, "plans must have %s numbers, had %s", at, numbers.length);
        }

        private ElementPlan plan() {
            depth++;
            check(depth <= MOST_NESTED, "plans must be nested at most %s deep", MOST_NESTED);
            int imports = number();
            int parallelism = number();
            int pass = number();
            int nothing = number();
            List<ElementPlan.Node> nodes = new ArrayList<>();
            for (int left = count(); left > 0; left--) {
                nodes.add(new ElementPlan.Node(template(), list(), list()));
            }
            List<ElementPlan.Gathering> gatherings = new ArrayList<>();
            for (int left = count(); left > 0; left--) {
                int node = number();
                int exit = number();
                TaskTemplate reduction =
                        number(0, 1, "presence of a reduction") == 1 ? template() : null;
                gatherings.add(
                        new ElementPlan.Gathering(
                                node, exit, reduction, list(), number(), number(), number(),
                                number()));
            }
            depth--;
            return new ElementPlan(nodes, gatherings, imports, parallelism, pass, nothing);
        }

        private TaskTemplate template() {
            int function = number();
            TaskOptions own = options.get(number(0, options.size() - 1, "options of a template"));
            int[] tokens = new int[count()];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = number();
            }
            return next(function, ArgumentShape.ofTokens(tokens), own);
        }

        private List<Integer> list() {
            int size = count();
            List<Integer> list = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                list.add(number());
            }
            return list;
        }

        /// A number of things of which each takes at least a number of its own.
        private int count() {
            return number(0, numbers.length - at, "numbers that follow in a plan");
        }

        private int number(int least, int most, String what) {
            int number = number();
            check(
                    number >= least && number <= most,
                    "%s must be in %s..%s, was %s",
                    what,
                    least,
                    most,
                    number);
            return number;
        }

        private int number() {
            check(at < numbers.length, "plan must have more than %s numbers", numbers.length);
            return numbers[at++];
        }
    }
}
