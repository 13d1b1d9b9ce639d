package dev.weft;

import dev.weft.model.ArgumentShape;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Numbers what tasks of one kind share, in the order in which it is met. Not safe for several threads.
final class Templates {
    private final LambdaNumbers lambdas;
    private final List<TaskTemplate> templates = new ArrayList<>();
    private final Map<TaskTemplate, Integer> numbers = new HashMap<>();
    private final Map<Said, TaskOptions> options = new HashMap<>();

    private @Nullable Last last;

    Templates(LambdaNumbers lambdas) {
        this.lambdas = lambdas;
    }

    /// @param reading what stands for the task, if it is none of a function alone
    int of(Task<?> task, ArgumentShape arguments, FanOuts.@Nullable Reading reading) {
        if (reading != null) {
            last = null;
            return number(
                    new TaskTemplate(
                            lambdas.of(reading.function()),
                            arguments,
                            reading.options(),
                            reading.kind(),
                            reading.plan()));
        }
        Last before = last;
        if (before != null && before.isLike(task, arguments)) {
            return before.number;
        }
        int number = number(task, arguments);
        last = new Last(task, arguments, number);
        return number;
    }

    private int number(Task<?> task, ArgumentShape arguments) {
        return number(
                new TaskTemplate(
                        lambdas.of(task.function),
                        arguments,
                        options.computeIfAbsent(
                                new Said(task.function, task.options),
                                said -> said.function.options(said.own))));
    }

    private int number(TaskTemplate template) {
        Integer known = numbers.putIfAbsent(template, templates.size());
        if (known != null) {
            return known;
        }
        templates.add(template);
        return templates.size() - 1;
    }

    TaskTemplate template(int number) {
        return templates.get(number);
    }

    int size() {
        return templates.size();
    }

    /// The task that was asked for last: neighbours are mostly of one kind, and a template's hash is
    /// not cheap.
    private record Last(Task<?> task, ArgumentShape arguments, int number) {
        @SuppressWarnings("ReferenceEquality") // a cheap sign of sameness; others are looked up
        boolean isLike(Task<?> other, ArgumentShape shape) {
            return task.function == other.function
                    && task.options == other.options
                    && arguments.equals(shape);
        }
    }

    private record Said(LambdaClass function, @Nullable Options own) {}
}
