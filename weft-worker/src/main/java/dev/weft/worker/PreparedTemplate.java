package dev.weft.worker;

import dev.weft.model.ArgumentShape;
import dev.weft.model.ElementPlan;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is worked out once for all tasks of a template.
///
/// @param flat whether each input is one parent or constant
/// @param inputs number of the function's inputs
/// @param readParents number of distinct parents whose values are read, the first ones
/// @param readsOnly whether neither the function nor any that combines its inputs modifies them
/// @param timeoutNanos of one attempt
/// @param name for people
/// @param counts of all tasks of that name
record PreparedTemplate(
        LoadedFunction function,
        ArgumentShape shape,
        TaskOptions options,
        boolean flat,
        int inputs,
        int readParents,
        TaskKind kind,
        boolean readsOnly,
        long timeoutNanos,
        String name,
        TaskCounts counts) {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    static PreparedTemplate of(
            TaskRecords records,
            FunctionLoader loader,
            RunCounters counters,
            TaskTemplate template) {
        FunctionReference function = records.function(template.function());
        int imports = template.plan().map(ElementPlan::imports).orElse(0);
        Counter counter = new Counter(records);
        try {
            template.arguments().walk(counter);
        } catch (Exception e) {
            throw new IllegalStateException("counting places throws nothing", e);
        }
        String own = template.options().name();
        String name = own.isEmpty() ? function.identity().displayName() : own;
        int places = counter.places - imports;
        return new PreparedTemplate(
                new LoadedFunction(function, loader),
                template.arguments(),
                template.options(),
                imports == 0 && template.arguments().isFlat(),
                places - function.identity().captured(),
                imports == 0 ? template.arguments().readParents() : counter.parentsBefore(places),
                template.kind(),
                // what is shared by tasks of an expansion is read by others than the expansion
                imports == 0 && function.readsOnly() && counter.combinesReadOnly,
                nanos(template.options().timeout()),
                name,
                counters.named(name));
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    /// Counts places outside of any nesting.
    private static final class Counter implements ArgumentShape.Visitor {
        private final TaskRecords records;
        private int depth;
        private int places;
        private int parents;
        private final List<Integer> parentsByPlace = new ArrayList<>();
        private boolean combinesReadOnly = true;

        Counter(TaskRecords records) {
            this.records = records;
        }

        @Override
        public void parent(int index) {
            parents = Math.max(parents, index + 1);
            place();
        }

        @Override
        public void constant(int index) {
            place();
        }

        @Override
        public void beginList() {
            begin();
        }

        @Override
        public void beginMap() {
            begin();
        }

        @Override
        public void beginCombine(int function) {
            begin();
            combinesReadOnly &= records.function(function).readsOnly();
        }

        @Override
        public void end() {
            depth--;
            if (depth == 0) {
                parentsByPlace.set(places - 1, parents);
            }
        }

        private void begin() {
            place();
            depth++;
        }

        /// Number of distinct parents that the first places name.
        int parentsBefore(int place) {
            return place == places ? parents : place == 0 ? 0 : parentsByPlace.get(place - 1);
        }

        private void place() {
            if (depth == 0) {
                places++;
                parentsByPlace.add(parents);
            }
        }
    }
}
