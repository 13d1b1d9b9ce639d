package dev.weft.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// A tree with the levels of a fan-out: at its leaves what became of the elements.
sealed interface ElementTree {
    /// @param value what was made of the element; `null` if it is missing
    /// @param failed name of the task that has failed for it; `null` if it was filtered out or is there; empty
    ///     if nobody knows what became of it
    record Leaf(GrowingEvaluation.@Nullable Value value, @Nullable String failed)
            implements ElementTree {
        static final Leaf NOTHING = new Leaf(null, null);

        /// Has failed, or is there and went into nothing.
        static final Leaf UNKNOWN = new Leaf(null, "");

        boolean isUnknown() {
            return UNKNOWN.equals(this);
        }

        static Leaf of(GrowingEvaluation.Value value) {
            return new Leaf(value, null);
        }
    }

    record Inner(List<ElementTree> children) implements ElementTree {}

    /// Puts something in the place of each leaf.
    ///
    /// @param change is given the leaf and its path: `[3][0]`
    default ElementTree map(BiFunction<Leaf, String, ElementTree> change) {
        return map("", change);
    }

    private ElementTree map(String path, BiFunction<Leaf, String, ElementTree> change) {
        return switch (this) {
            case Leaf leaf -> change.apply(leaf, path);
            case Inner(var children) -> {
                List<ElementTree> changed = new ArrayList<>();
                for (int i = 0; i < children.size(); i++) {
                    changed.add(children.get(i).map(path + "[" + i + "]", change));
                }
                yield new Inner(changed);
            }
        };
    }

    /// All leaves, in the order of the elements.
    default List<Leaf> leaves() {
        List<Leaf> leaves = new ArrayList<>();
        map((leaf, _) -> {
            leaves.add(leaf);
            return leaf;
        });
        return leaves;
    }

    /// The values that are there, in the order of the elements.
    default List<GrowingEvaluation.Value> values() {
        List<GrowingEvaluation.Value> values = new ArrayList<>();
        for (Leaf leaf : leaves()) {
            if (leaf.value() != null) {
                values.add(leaf.value());
            }
        }
        return values;
    }

    /// Brings the values together: neighbours first, level by level; the last of an odd number goes up as it is.
    ///
    /// @return `null` if there is none
    default GrowingEvaluation.@Nullable Value reduced(
            BinaryOperator<GrowingEvaluation.Value> merge) {
        return switch (this) {
            case Leaf(var value, _) -> value;
            case Inner(var children) -> {
                List<GrowingEvaluation.@Nullable Value> level = new ArrayList<>();
                children.forEach(child -> level.add(child.reduced(merge)));
                while (level.size() > 1) {
                    for (int i = 0; i + 1 < level.size(); i++) {
                        GrowingEvaluation.Value a = level.get(i);
                        GrowingEvaluation.Value b = level.remove(i + 1);
                        level.set(
                                i, a == null || b == null ? a == null ? b : a : merge.apply(a, b));
                    }
                }
                yield level.isEmpty() ? null : level.getFirst();
            }
        };
    }
}
