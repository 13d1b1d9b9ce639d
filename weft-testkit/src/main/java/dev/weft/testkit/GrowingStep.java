package dev.weft.testkit;

import java.util.List;

/// What a workflow that grows is made of, before it is made of handles: each step has an id that no other
/// has, by which its tasks are named and behave.
sealed interface GrowingStep {
    long id();

    /// Whether the number of elements that a source returns may differ from attempt to attempt.
    static boolean varies(long source) {
        return (source & 3) == 0;
    }

    /// What has one value.
    sealed interface One extends GrowingStep {}

    /// What has a value for each element of a fan-out.
    sealed interface Each extends GrowingStep {
        /// Whether elements may be missing, and so cannot be zipped.
        default boolean filtered() {
            return switch (this) {
                case Filtered _ -> true;
                case Mapped mapped -> mapped.of().filtered();
                case ForEach _, FlatMapped _, Zipped _ -> false;
            };
        }

        /// Whether how many elements there are may differ from attempt to attempt.
        default boolean varies() {
            return switch (this) {
                case Filtered filtered -> filtered.of().varies();
                case Mapped mapped -> mapped.of().varies();
                case Zipped zipped -> zipped.of().varies();
                case FlatMapped mapped -> GrowingStep.varies(mapped.id()) || mapped.of().varies();
                case ForEach each -> GrowingStep.varies(each.source());
            };
        }

        /// The step that has made the elements.
        default Each origin() {
            return switch (this) {
                case Filtered filtered -> filtered.of().origin();
                case Mapped mapped -> mapped.of().origin();
                case Zipped zipped -> zipped.of().origin();
                case ForEach _, FlatMapped _ -> this;
            };
        }

        /// The fan-out that this comes from in the end.
        default ForEach root() {
            return switch (this) {
                case Filtered filtered -> filtered.of().root();
                case Mapped mapped -> mapped.of().root();
                case Zipped zipped -> zipped.of().root();
                case FlatMapped mapped -> mapped.of().root();
                case ForEach each -> each;
            };
        }

        /// Fan-outs within fan-outs, this one included.
        default int levels() {
            return switch (this) {
                case Filtered filtered -> filtered.of().levels();
                case Mapped mapped -> mapped.of().levels();
                case Zipped zipped -> zipped.of().levels();
                case FlatMapped mapped -> 1 + mapped.of().levels();
                case ForEach _ -> 1;
            };
        }
    }

    /// An input of the workflow within which this is.
    record Given(long id, int index) implements One {}

    /// A call with values, and with the lists of all results of fan-outs.
    record Call(long id, List<One> ones, List<Each> lists) implements One {}

    /// All results of a fan-out brought together by a function of two.
    record Reduced(long id, Each of) implements One {}

    /// The first results of a fan-out that are there.
    ///
    /// @param count how many
    record First(long id, Each of, int count) implements One {
        /// One of the two tasks that read the list of them.
        long reader(int number) {
            return SimulatedValue.mixed(id, number);
        }
    }

    /// What became of each element of a fan-out.
    record Outcomes(long id, Each of) implements One {}

    /// What a workflow comes to that a task makes of values.
    ///
    /// @param depth of workflows within workflows
    record Flow(long id, int depth, List<One> inputs) implements One {}

    /// A call for each element that the call of `source` returns.
    ///
    /// @param before how many values there were before it: only those are shared by what comes after it
    record ForEach(long id, long source, List<One> inputs, List<One> shared, int before)
            implements Each {}

    record Mapped(long id, Each of, List<One> shared) implements Each {}

    record FlatMapped(long id, Each of) implements Each {}

    record Filtered(long id, Each of) implements Each {}

    record Zipped(long id, Each of, Each with) implements Each {}
}
