package dev.weft.worker;

import dev.weft.model.ArgumentShape;
import dev.weft.model.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What all tasks of an addition share: inputs of its expansion, each found when first asked for. Safe for
/// many threads.
final class Imports {
    /// None.
    static final Imports NONE = new Imports(List.of(), null, null, null);

    private final List<Source> sources;
    private final @Nullable RunExecution run;
    private final @Nullable Scope outer;
    private final @Nullable Values values;
    private final AtomicReferenceArray<Values.SharedInput> found;

    /// Where an input comes from.
    ///
    /// @param number of the parent, or slot of the constant
    private record Source(boolean parent, int number) {}

    private Imports(
            List<Source> sources,
            @Nullable RunExecution run,
            @Nullable Scope outer,
            @Nullable Values values) {
        this.sources = sources;
        this.run = run;
        this.outer = outer;
        this.values = values;
        this.found = new AtomicReferenceArray<>(sources.size());
    }

    /// @param expansion its last inputs are shared
    /// @param count how many of them
    static Imports of(
            RunExecution run, Scope outer, Values values, TaskRecord expansion, int count) {
        if (count == 0) {
            return NONE;
        }
        Places places = new Places(expansion);
        try {
            outer.plainTemplate(expansion).arguments().walk(places);
        } catch (Exception e) {
            throw new IllegalStateException("looking at places throws nothing", e);
        }
        List<Source> all = places.sources;
        return new Imports(
                List.copyOf(all.subList(all.size() - count, all.size())), run, outer, values);
    }

    int count() {
        return sources.size();
    }

    /// @throws ValueLostException if it is not where it should be
    @Nullable Object value(int index) {
        Source source = sources.get(index);
        Scope around = outer;
        Values from = values;
        RunExecution of = run;
        if (around == null || from == null || of == null) {
            throw new IllegalStateException("nothing is shared here");
        }
        if (!source.parent()) {
            return around.constants().value(source.number());
        }
        Values.SharedInput known = found.getAcquire(index);
        if (known == null) {
            known = from.shared(of, source.number());
            found.setRelease(index, known);
        }
        return from.read(known);
    }

    /// Notes what each place outside of any nesting is.
    private static final class Places implements ArgumentShape.Visitor {
        private final TaskRecord record;
        private final List<Source> sources = new ArrayList<>();
        private int depth;

        Places(TaskRecord record) {
            this.record = record;
        }

        @Override
        public void parent(int index) {
            add(new Source(true, record.parents()[index]));
        }

        @Override
        public void constant(int index) {
            add(new Source(false, record.constants()[index]));
        }

        @Override
        public void beginList() {
            depth++;
        }

        @Override
        public void beginMap() {
            depth++;
        }

        @Override
        public void beginCombine(int function) {
            depth++;
        }

        @Override
        public void end() {
            depth--;
        }

        private void add(Source source) {
            if (depth == 0) {
                sources.add(source);
            }
        }
    }
}
