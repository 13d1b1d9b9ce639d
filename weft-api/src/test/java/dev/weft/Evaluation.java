package dev.weft;

import dev.weft.model.ArgumentShape;
import dev.weft.model.Dag;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.ValueCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Evaluates a graph task by task from nothing but its records, constants and function references.
final class Evaluation {
    private final Dag dag;
    private final ValueCodec codec;
    private final Map<Integer, @Nullable Object> results = new LinkedHashMap<>();

    Evaluation(Dag dag, ValueCodec codec) {
        this.dag = dag;
        this.codec = codec;
    }

    static @Nullable Object of(Dag dag, ValueCodec codec) throws Exception {
        Evaluation evaluation = new Evaluation(dag, codec);
        for (int task = 0; task < dag.tasks(); task++) {
            evaluation.results.put(task, evaluation.call(task, evaluation.results));
        }
        return evaluation.results.get(dag.sink());
    }

    /// Calls a task's function.
    ///
    /// @param inputs results of its parents by number
    @Nullable Object call(int task, Map<Integer, @Nullable Object> inputs) throws Exception {
        TaskRecord record = dag.record(task);
        TaskTemplate template = dag.template(record.template());
        Reading reading = new Reading(record, inputs);
        template.arguments().walk(reading);
        return apply(dag.function(template.function()), reading.top());
    }

    private static @Nullable Object apply(
            FunctionReference reference, List<@Nullable Object> values) throws Exception {
        int captured = reference.identity().captured();
        return Rebuilding.of(reference, values.subList(0, captured))
                .invoke(values.subList(captured, values.size()).toArray());
    }

    private final class Reading implements ArgumentShape.Visitor {
        private final TaskRecord record;
        private final Map<Integer, @Nullable Object> inputs;
        private final Deque<List<@Nullable Object>> open = new ArrayDeque<>();
        private final Deque<Integer> kinds = new ArrayDeque<>();

        Reading(TaskRecord record, Map<Integer, @Nullable Object> inputs) {
            this.record = record;
            this.inputs = inputs;
            open.push(new ArrayList<>());
        }

        List<@Nullable Object> top() {
            return open.getLast();
        }

        @Override
        public void parent(int index) {
            if (!inputs.containsKey(record.parents()[index])) {
                throw new IllegalStateException("parent must come before its child");
            }
            add(inputs.get(record.parents()[index]));
        }

        @Override
        public void constant(int index) {
            add(codec.decode(dag.constants().get(record.constants()[index])));
        }

        @Override
        public void beginList() {
            begin(-1);
        }

        @Override
        public void beginMap() {
            begin(-2);
        }

        @Override
        public void beginCombine(int function) {
            begin(function);
        }

        @Override
        public void end() throws Exception {
            List<@Nullable Object> values = open.pop();
            int kind = kinds.pop();
            add(
                    switch (kind) {
                        case -1 -> Collections.unmodifiableList(values);
                        case -2 -> mapOf(values);
                        default -> apply(dag.function(kind), values);
                    });
        }

        private void begin(int kind) {
            kinds.push(kind);
            open.push(new ArrayList<>());
        }

        private void add(@Nullable Object value) {
            Objects.requireNonNull(open.peek()).add(value);
        }

        private static Map<@Nullable Object, @Nullable Object> mapOf(
                List<@Nullable Object> values) {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i += 2) {
                map.put(values.get(i), values.get(i + 1));
            }
            return map;
        }
    }
}
