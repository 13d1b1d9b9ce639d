package dev.weft.model;

/// Where the output of a committed task is.
public sealed interface Output {
    /// Needed by nobody outside of its segment, or there is none.
    record None() implements Output {
        /// The only one that is needed.
        public static final None INSTANCE = new None();
    }

    /// In the record of the result itself.
    ///
    /// @param bytes size in its encoded form; 0 if it was not encoded
    record Inline(Payload payload, long bytes) implements Output {}

    /// In the blob store, under the task and its execution; written and acknowledged before the
    /// commit that names it.
    ///
    /// @param bytes size in its encoded form
    record Spread(long bytes) implements Output {}

    /// Never stored: all its children had it from memory.
    ///
    /// @param digest of its encoded form
    record Elided(long digest) implements Output {}

    /// Was stored, and given up when all who read it had committed.
    record Collected() implements Output {
        /// The only one that is needed.
        public static final Collected INSTANCE = new Collected();
    }
}
