package dev.weft;

import dev.weft.model.Dag;
import java.util.Arrays;

/// Writes compiled tasks into a graph, numbering functions, templates and constants anew in the order
/// in which tasks name them. Not safe for several threads.
final class DagWriter {
    private final Dag.Builder builder = new Dag.Builder();
    private final Constants constants;
    private final LambdaNumbers lambdas;
    private final Templates templates;
    private final int[] slotOf;
    private final int[] templateOf;

    DagWriter(Constants constants, LambdaNumbers lambdas, Templates templates) {
        this.constants = constants;
        this.lambdas = lambdas;
        this.templates = templates;
        this.slotOf = unknown(constants.size());
        this.templateOf = unknown(templates.size());
    }

    Dag write(DagCompiler tasks) {
        int[] order = tasks.inLevels();
        int[] numberOf = new int[order.length];
        for (int met : order) {
            int[] parents = tasks.parents(met);
            for (int i = 0; i < parents.length; i++) {
                parents[i] = numberOf[parents[i]];
            }
            int[] slots = tasks.slots(met);
            for (int i = 0; i < slots.length; i++) {
                slots[i] = slot(slots[i]);
            }
            numberOf[met] = builder.task(template(tasks.templateOf(met)), parents, slots);
        }
        return builder.build(order.length - 1);
    }

    private int slot(int met) {
        if (slotOf[met] < 0) {
            slotOf[met] = builder.constant(constants.encoded(met));
        }
        return slotOf[met];
    }

    private int template(int met) {
        if (templateOf[met] < 0) {
            templateOf[met] = builder.template(templates.template(met).renumbered(this::function));
        }
        return templateOf[met];
    }

    private int function(int met) {
        return builder.function(lambdas.function(met));
    }

    private static int[] unknown(int length) {
        int[] numbers = new int[length];
        Arrays.fill(numbers, -1);
        return numbers;
    }
}
