package dev.weft.worker;

import dev.weft.model.ArgumentShape;
import dev.weft.model.TaskFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds a task's inputs from its constants and its parents' values, following its shape. Lists and
/// maps are new ones each time, so that a function may do with them what it likes.
final class Arguments implements ArgumentShape.Visitor {
    private static final @Nullable Object[] NOTHING = {};

    private final RunFunctions functions;
    private final Constants constants;
    private final int[] slots;
    private final @Nullable Object[] parents;
    private final Deque<Frame> open = new ArrayDeque<>();
    private final @Nullable Object[] captured;
    private final @Nullable Object[] inputs;
    private int filled;

    private Arguments(
            RunFunctions functions,
            Constants constants,
            int[] slots,
            @Nullable Object[] parents,
            int capturedCount,
            int inputCount) {
        this.functions = functions;
        this.constants = constants;
        this.slots = slots;
        this.parents = parents;
        this.captured = new Object[capturedCount];
        this.inputs = new Object[inputCount];
    }

    /// Calls a task's function.
    ///
    /// @param slots of the task's constants
    /// @param parents values of its distinct parents
    /// @throws Exception what the function, or one that combines its inputs, throws
    static @Nullable Object call(
            RunFunctions functions,
            Constants constants,
            PreparedTemplate template,
            int[] slots,
            @Nullable Object[] parents)
            throws Exception {
        LoadedFunction function = template.function();
        if (slots.length == 0 && template.flat()) {
            return function.load(NOTHING).invoke(parents);
        }
        Arguments arguments =
                new Arguments(
                        functions,
                        constants,
                        slots,
                        parents,
                        function.captured(),
                        template.inputs());
        template.shape().walk(arguments);
        return function.load(arguments.captured).invoke(arguments.inputs);
    }

    @Override
    public void parent(int index) throws Exception {
        if (!isDone()) {
            accept(parents[index]);
        }
    }

    @Override
    public void constant(int index) throws Exception {
        if (!isDone()) {
            accept(constants.value(slots[index]));
        }
    }

    @Override
    public void beginList() {
        open.push(new ListFrame(new ArrayList<>()));
    }

    @Override
    public void beginMap() {
        open.push(new MapFrame(new LinkedHashMap<>()));
    }

    @Override
    public void beginCombine(int function) {
        open.push(new CombineFrame(functions.function(function), new ArrayList<>()));
    }

    @Override
    public void end() throws Exception {
        accept(open.pop().finish());
    }

    /// Whether the function has all of its inputs: what follows is for the tasks that it adds to the run.
    private boolean isDone() {
        return open.isEmpty() && filled == captured.length + inputs.length;
    }

    private void accept(@Nullable Object value) {
        Frame inner = open.peek();
        if (inner != null) {
            inner.add(value);
        } else if (filled < captured.length) {
            captured[filled++] = value;
        } else {
            inputs[filled++ - captured.length] = value;
        }
    }

    /// A nesting that has begun and not ended.
    private sealed interface Frame {
        void add(@Nullable Object value);

        @Nullable Object finish() throws Exception;
    }

    private record ListFrame(List<@Nullable Object> items) implements Frame {
        @Override
        public void add(@Nullable Object value) {
            items.add(value);
        }

        @Override
        public Object finish() {
            return items;
        }
    }

    private static final class MapFrame implements Frame {
        private final Map<@Nullable Object, @Nullable Object> entries;
        private @Nullable Object key;
        private boolean hasKey;

        MapFrame(Map<@Nullable Object, @Nullable Object> entries) {
            this.entries = entries;
        }

        @Override
        public void add(@Nullable Object value) {
            if (hasKey) {
                entries.put(key, value);
            } else {
                key = value;
            }
            hasKey = !hasKey;
        }

        @Override
        public Object finish() {
            return entries;
        }
    }

    private record CombineFrame(LoadedFunction function, List<@Nullable Object> values)
            implements Frame {
        @Override
        public void add(@Nullable Object value) {
            values.add(value);
        }

        @Override
        public @Nullable Object finish() throws Exception {
            int captured = function.captured();
            @Nullable Object[] all = values.toArray();
            TaskFunction loaded = function.load(Arrays.copyOf(all, captured));
            return loaded.invoke(Arrays.copyOfRange(all, captured, all.length));
        }
    }
}
